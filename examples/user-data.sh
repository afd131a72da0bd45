#!/bin/bash
# Belongs at deploy/user-data.sh, for image-user-data.yml, which puts the commit in the place of @REVISION@.
# The instance profile may read the bucket. Until the app answers its health check, the machine gets no request.
set -euo pipefail
mkdir -p /opt/shop
aws s3 cp "s3://shop-releases/@REVISION@.tar.gz" - | tar -xz -C /opt/shop
cp /opt/shop/shop.service /etc/systemd/system/
systemctl enable --now shop
