"""The whole of it: pack, provision a machine, take its image, publish it, remove old ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ami.bake.archive import pack
from ami.bake.builder import Builders
from ami.bake.commit import commit_of
from ami.bake.depot import Depot
from ami.bake.images import Images
from ami.bake.listening import Listener
from ami.bake.order import Order
from ami.bake.patience import Patience
from ami.bake.publishing import Publisher
from ami.bake.settling import cleared_away
from ami.bake.tidying import BUILT_AT, MachineImage, superfluous
from ami.bake.user_data import builder_script


@dataclass(frozen=True, kw_only=True)
class Baked:
    """What came of it."""

    image: str
    tags: dict[str, str]
    removed: list[str]  #: ids of old images


class Bakery:
    """Bakes images; whatever happens, no builder and no source is left behind."""

    def __init__(
        self, *, depot: Depot, builders: Builders, images: Images, publisher: Publisher, patience: Patience
    ) -> None:
        self._depot = depot
        self._builders = builders
        self._listener = Listener(depot=depot, builders=builders, patience=patience)
        self._images = images
        self._publisher = publisher
        self._patience = patience

    def bake(self, order: Order, root: Path, now: datetime) -> Baked:
        """Bake one. Raises BuildFailed, TookTooLong, NoBaseImage, NotPublished, ServiceUnavailable."""
        archive, commit, name = pack(root), commit_of(root), f"facefleet-{now:%Y%m%d-%H%M%S}"
        base = self._builders.base_image(order)
        with self._depot.holding(archive.data, build=name, seconds=order.timeout_seconds) as parcel:
            script = builder_script(
                archive=archive, parcel=parcel, commit=commit, timeout_seconds=order.timeout_seconds
            )
            with self._builders.running(order, base, name, script) as instance:
                tags = _tags(self._listener.provenance(parcel, instance), now)
                self._builders.stop(instance)
                image = self._images.take(instance, name, tags)
        if order.parameter:
            self._publisher.publish(image, order.parameter)
        return Baked(image=image, tags=tags, removed=self.tidy(order))

    def tidy(self, order: Order) -> list[str]:
        """Remove images beyond those to keep; return their ids."""
        return [image.id for image in self._superfluous(order, order.keep) if self._is_removed(image)]

    def preview(self, order: Order, root: Path) -> list[str]:
        """Return, in sentences, what `bake` would do. Changes nothing."""
        base = self._builders.base_image(order)
        olds = [image.id for image in self._superfluous(order, order.keep - 1)]
        size = len(pack(root).data) / 1024
        return [
            f"put {size:.0f} KiB of source, commit {commit_of(root)}, into bucket {self._depot.bucket}",
            f"provision a {order.instance_type} that runs {base.get('Name')} ({base['ImageId']})",
            f"take an image of it, and write its id to SSM parameter {order.parameter or '(none)'}",
            f"remove old images: {', '.join(olds) or 'none'}",
        ]

    def _is_removed(self, image: MachineImage) -> bool:
        self._patience.tell(f"removing the old image {image.id} of {image.built_at}")
        return cleared_away(f"old image {image.id}", lambda: self._images.remove(image), self._patience.tell)

    def _superfluous(self, order: Order, keep: int) -> list[MachineImage]:
        needed = self._images.in_use()
        if order.parameter and (published := self._publisher.published(order.parameter)):
            needed.add(published)
        return superfluous(self._images.all(), keep=keep, needed=needed)


def _tags(provenance: Mapping[str, str], now: datetime) -> dict[str, str]:
    facts = {f"facefleet:{name.replace('_', '-')}": value for name, value in provenance.items()}
    return {**facts, BUILT_AT: now.isoformat(timespec="seconds")}
