# An image of a machine with one version of the app in it, for image-packer.yml.

packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = "~> 1.3"
    }
  }
}

variable "revision" {
  type        = string
  description = "The commit that the image is made of."
}

source "amazon-ebs" "shop" {
  region        = "eu-west-1"
  instance_type = "t3.small"
  ssh_username  = "ec2-user"
  ami_name      = "shop-${var.revision}-${formatdate("YYYYMMDDhhmmss", timestamp())}"
  source_ami_filter {
    owners      = ["amazon"]
    most_recent = true
    filters = {
      name                = "al2023-ami-2023.*-x86_64"
      virtualization-type = "hvm"
    }
  }
  tags = {
    revision = var.revision
  }
}

build {
  sources = ["source.amazon-ebs.shop"]

  provisioner "file" {
    source      = "app/"
    destination = "/tmp/app"
  }
  provisioner "shell" {
    inline = [
      "sudo mkdir -p /opt/shop",
      "sudo cp -r /tmp/app/. /opt/shop/",
      "sudo cp /opt/shop/shop.service /etc/systemd/system/",
      "sudo systemctl enable shop",
    ]
  }
  post-processor "manifest" {
    output = "packer-manifest.json"
  }
}
