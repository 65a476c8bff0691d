# The image of all roles, by Packer: an alternative to `python -m ami.bake`, around the same scripts.
#   packer init ami && packer build -var "commit=$(git rev-parse HEAD)" ami
# Debian 12's Packer, 1.6.6, is too old: it knows neither plugins.pkr.hcl nor `metadata_options` and `imds_support`.

variable "region" {
  type    = string
  default = "us-east-1"
}

# The workers' own type: models are converted for the processor that this runs on.
variable "instance_type" {
  type    = string
  default = "c7a.large"
}

variable "subnet" {
  type    = string
  default = ""
}

variable "commit" {
  type    = string
  default = "unknown"
}

variable "volume_gib" {
  type    = number
  default = 8
}

locals {
  built_at = formatdate("YYYYMMDD-hhmmss", timestamp())
  name     = "facefleet-${local.built_at}"
  tags = {
    Name                 = local.name
    "facefleet:commit"   = var.commit
    "facefleet:built-at" = timestamp()
  }
}

source "amazon-ebs" "debian" {
  region        = var.region
  instance_type = var.instance_type
  subnet_id     = var.subnet
  ssh_username  = "admin"
  ami_name      = local.name

  source_ami_filter {
    owners      = ["136693071363"] # Debian
    most_recent = true
    filters = {
      name                = "debian-12-amd64-*"
      virtualization-type = "hvm"
      root-device-type    = "ebs"
    }
  }

  encrypt_boot      = true
  ena_support       = true
  shutdown_behavior = "terminate"

  launch_block_device_mappings {
    device_name           = "/dev/xvda"
    volume_size           = var.volume_gib
    volume_type           = "gp3"
    iops                  = 3000
    throughput            = 125
    delete_on_termination = true
  }

  imds_support = "v2.0" # machines of the image have IMDSv2 alone
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tags          = local.tags
  snapshot_tags = local.tags
}

build {
  sources = ["source.amazon-ebs.debian"]

  provisioner "shell-local" {
    inline = [
      "cd '${path.root}/..' && mkdir -p build",
      "python3 -m ami.source files | tar --create --gzip --files-from=- --file=build/source.tar.gz",
    ]
  }

  provisioner "file" {
    source      = "${path.root}/../build/source.tar.gz"
    destination = "/dev/shm/facefleet.tar.gz"
    generated   = true
  }

  provisioner "shell" {
    # -e: Packer puts it into the first line of the script alone, which nobody reads where a shell is named
    execute_command  = "sudo env {{ .Vars }} bash -e {{ .Path }}"
    environment_vars = ["FACEFLEET_COMMIT=${var.commit}"]
    inline = [
      "mkdir -p /dev/shm/facefleet",
      "tar --extract --gzip --file=/dev/shm/facefleet.tar.gz --directory=/dev/shm/facefleet",
      "bash /dev/shm/facefleet/ami/provision.sh",
      "bash /dev/shm/facefleet/ami/seal.sh",
    ]
  }
}
