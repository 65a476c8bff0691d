# Apart from the rest, which Debian 12's Packer, 1.6.6, can check: it knows no plugins to be fetched.
packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = "~> 1.3"
    }
  }
}
