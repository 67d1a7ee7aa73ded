# shellcheck shell=bash
# An app that never stops writing to its volume, so that a backup has something to be consistent about.

image_version() { cksum </bin/busybox; }

image_build() {
    local root=$work/writer
    busybox_layer
    mkdir -p "$root"/{app/www/cgi-bin,data}
    install -m 755 "$lab_home/images/writer/writer" "$root/app/writer"
    install -m 755 "$lab_home/images/writer/write" "$root/app/www/cgi-bin/write"
    ln -s /data/state /data/log /data/notes /data/files "$root/app/www/"
    add_layer "$root"
}

image_config() {
    printf '%s' '{"Env":["PATH=/app:/usr/sbin:/usr/bin:/sbin:/bin","WRITER_INTERVAL=0.05","WRITER_FILES=16","WRITER_SIZE=4096"],' \
        '"Cmd":["writer"],"WorkingDir":"/data","ExposedPorts":{"8080/tcp":{}},"Volumes":{"/data":{}},' \
        '"Healthcheck":{"Test":["CMD","writer","health"],"Interval":1000000000,"Timeout":5000000000,"StartPeriod":5000000000,"Retries":3}}'
}
