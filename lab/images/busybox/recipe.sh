# shellcheck shell=bash
# BusyBox alone: a shell and some 250 small tools in 2 MB.

image_version() { cksum </bin/busybox; }

image_build() { busybox_layer; }

image_config() {
    printf '%s' '{"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["sh"]}'
}
