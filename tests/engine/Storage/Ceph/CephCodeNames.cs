namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>
/// Every health code, as it stands in the programs and modules of Debian's packages of Ceph 16.2.15, 18.2.7 and 20.2.4, with the releases and the part where it is; those
/// that only the documentation has are marked. Of 17 and 19 Debian has no packages; they lie between these.
/// </summary>
internal static class CephCodeNames
{
    public const string Table = """
        ALERTS_SMTP_ERROR | 16,18,20 | alerts/module.py
        AUTH_BAD_CAPS | 16,18,20 | ceph-mon
        AUTH_EMERGENCY_CIPHERS_SET | 20 | ceph-mon
        AUTH_INSECURE_CLIENT_KEY_TYPE | 20 | ceph-mon
        AUTH_INSECURE_GLOBAL_ID_RECLAIM | 16,18,20 | ceph-mon
        AUTH_INSECURE_GLOBAL_ID_RECLAIM_ALLOWED | 16,18,20 | ceph-mon
        AUTH_INSECURE_KEYS_ALLOWED | 20 | ceph-mon
        AUTH_INSECURE_KEYS_CREATABLE | 20 | ceph-mon
        AUTH_INSECURE_ROTATING_SERVICE_KEY_TYPE | 20 | ceph-mon
        AUTH_INSECURE_SERVICE_KEY_TYPE | 20 | ceph-mon
        AUTH_INSECURE_SERVICE_TICKETS | 20 | ceph-mon
        BLOCK_DEVICE_STALLED_READ_ALERT | 18,20 | ceph-mgr
        BLUEFS_AVAILABLE_SPACE | docs | doc/rados/operations/health-checks.rst
        BLUEFS_LOW_SPACE | docs | doc/rados/operations/health-checks.rst
        BLUEFS_SPILLOVER | 16,18,20 | ceph-mgr
        BLUESTORE_DISK_SIZE_MISMATCH | 16,18,20 | ceph-mgr
        BLUESTORE_FRAGMENTATION | docs | doc/rados/operations/health-checks.rst
        BLUESTORE_FREE_FRAGMENTATION | 20 | ceph-osd
        BLUESTORE_LEGACY_STATFS | 16,18,20 | ceph-mgr
        BLUESTORE_NO_COMPRESSION | 16,18,20 | ceph-mgr
        BLUESTORE_NO_PER_PG_OMAP | 16,18,20 | ceph-mgr
        BLUESTORE_NO_PER_POOL_OMAP | 16,18,20 | ceph-mgr
        BLUESTORE_SLOW_OP_ALERT | 18,20 | ceph-mgr
        BLUESTORE_SPURIOUS_READ_ERRORS | 16,18,20 | ceph-mgr
        CACHE_POOL_NEAR_FULL | 16,18,20 | ceph-mgr
        CACHE_POOL_NO_HIT_SET | 16,18,20 | libceph-common
        CEPHADM_AGENT_DOWN | 18,20 | cephadm/module.py
        CEPHADM_APPLY_SPEC_FAIL | 16,18,20 | cephadm/serve.py
        CEPHADM_CERT_ERROR | 18,20 | cephadm/cert_mgr.py
        CEPHADM_CHECK_CEPH_RELEASE | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_KERNEL_LSM | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_KERNEL_VERSION | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_LINKSPEED | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_MTU | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_NETWORK_MISSING | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_PUBLIC_MEMBERSHIP | 16,18,20 | cephadm/configchecks.py
        CEPHADM_CHECK_SUBSCRIPTION | 16,18,20 | cephadm/configchecks.py
        CEPHADM_DAEMON_PLACE_FAIL | 16,18,20 | cephadm/serve.py
        CEPHADM_FAILED_DAEMON | 16,18,20 | cephadm/module.py
        CEPHADM_FAILED_SET_OPTION | 16,18,20 | cephadm/serve.py
        CEPHADM_HOST_CHECK_FAILED | 16,18,20 | cephadm/module.py
        CEPHADM_INVALID_CONFIG_OPTION | 16,18,20 | cephadm/serve.py
        CEPHADM_PAUSED | 16,18,20 | cephadm/serve.py
        CEPHADM_REFRESH_FAILED | 16,18,20 | cephadm/serve.py
        CEPHADM_RGW | 18,20 | cephadm/serve.py
        CEPHADM_STRAY_DAEMON | 16,18,20 | cephadm/serve.py
        CEPHADM_STRAY_HOST | 16,18,20 | cephadm/serve.py
        DAEMON_OLD_VERSION | 16,18,20 | ceph-mon
        DASHBOARD_DEBUG | 16,18,20 | dashboard/plugins/debug.py
        DB_DEVICE_STALLED_READ_ALERT | 18,20 | ceph-mgr
        DEGRADED_STRETCH_MODE | 16,18,20 | libceph-common
        DEVICE_FAULT_ON | 16,18,20 | orchestrator/module.py
        DEVICE_HEALTH | 16,18,20 | devicehealth/module.py
        DEVICE_HEALTH_IN_USE | 16,18,20 | devicehealth/module.py
        DEVICE_HEALTH_TOOMANY | 16,18,20 | devicehealth/module.py
        DEVICE_IDENT_ON | 16,18,20 | orchestrator/module.py
        FS_DEGRADED | 16,18,20 | libceph-common
        FS_INLINE_DATA_DEPRECATED | 16,18,20 | libceph-common
        FS_WITH_FAILED_MDS | 18,20 | libceph-common
        HARDWARE_FANS | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HARDWARE_MEMORY | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HARDWARE_NETWORK | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HARDWARE_POWER | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HARDWARE_PROCESSORS | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HARDWARE_STORAGE | 18,20 | cephadm/agent.py, made from "HARDWARE_" and the kind of part
        HOST_IN_MAINTENANCE | 16,18,20 | cephadm/module.py
        INCORRECT_NUM_BUCKETS_STRETCH_MODE | 16,18,20 | libceph-common
        LARGE_OMAP_OBJECTS | 16,18,20 | ceph-mgr
        MANY_OBJECTS_PER_PG | 16,18,20 | ceph-mgr
        MDS_ALL_DOWN | 16,18,20 | libceph-common
        MDS_CACHE_OVERSIZED | 16,18,20 | ceph-mon
        MDS_CLIENTS_BROKEN_ROOTSQUASH | 18,20 | ceph-mon
        MDS_CLIENTS_LAGGY | 16,18,20 | ceph-mon
        MDS_CLIENTS_LAGGY_MANY | 20 | ceph-mon
        MDS_CLIENT_LATE_RELEASE | 16,18,20 | ceph-mon
        MDS_CLIENT_LATE_RELEASE_MANY | 16,18,20 | ceph-mon
        MDS_CLIENT_OLDEST_TID | 16,18,20 | ceph-mon
        MDS_CLIENT_OLDEST_TID_MANY | 16,18,20 | ceph-mon
        MDS_CLIENT_RECALL | 16,18,20 | ceph-mon
        MDS_CLIENT_RECALL_MANY | 16,18,20 | ceph-mon
        MDS_DAMAGE | 16,18,20 | ceph-mon
        MDS_ESTIMATED_REPLAY_TIME | 20 | ceph-mon
        MDS_INSUFFICIENT_STANDBY | 16,18,20 | libceph-common
        MDS_READ_ONLY | 16,18,20 | ceph-mon
        MDS_SLOW_METADATA_IO | 16,18,20 | ceph-mon
        MDS_SLOW_REQUEST | 16,18,20 | ceph-mon
        MDS_TRIM | 16,18,20 | ceph-mon
        MDS_UP_LESS_THAN_MAX | 16,18,20 | libceph-common
        MGR_DOWN | 16,18,20 | ceph-mon
        MGR_INFLUX_DB_LIST_FAILED | 16,18,20 | influx/module.py
        MGR_INFLUX_NO_SERVER | 16,18,20 | influx/module.py
        MGR_INFLUX_QUEUE_FULL | 16,18,20 | influx/module.py
        MGR_INFLUX_SEND_FAILED | 16,18,20 | influx/module.py
        MGR_INSIGHTS_WARNING | 16,18,20 | insights/module.py
        MGR_MODULE_DEPENDENCY | 16,18,20 | ceph-mgr
        MGR_MODULE_ERROR | 16,18,20 | ceph-mgr
        MGR_ZABBIX_NO_SERVER | 16,18 | zabbix/module.py
        MGR_ZABBIX_SEND_FAILED | 16,18 | zabbix/module.py
        MON_CLOCK_SKEW | 16,18,20 | ceph-mon
        MON_DISK_BIG | 16,18,20 | ceph-mon
        MON_DISK_CRIT | 16,18,20 | ceph-mon
        MON_DISK_LOW | 16,18,20 | ceph-mon
        MON_DOWN | 16,18,20 | ceph-mon
        MON_LOCATION_NOT_SET | 16,18,20 | libceph-common
        MON_MSGR2_NOT_ENABLED | 16,18,20 | ceph-mon
        MON_NETSPLIT | 20 | ceph-mon
        MULTIMDS_WITH_OLDSNAPS | 16,18,20 | libceph-common
        NONEXISTENT_MON_CRUSH_LOC_STRETCH_MODE | 20 | ceph-mon
        NVMEOF_GATEWAY_DELETING | 20 | ceph-mon
        NVMEOF_GATEWAY_DOWN | 20 | ceph-mon
        NVMEOF_SINGLE_GATEWAY | 20 | ceph-mon
        OBJECT_MISPLACED | 16,18,20 | ceph-mgr
        OBJECT_UNFOUND | 16,18,20 | ceph-mgr
        OLD_CRUSH_STRAW_CALC_VERSION | 16,18,20 | libceph-common
        OLD_CRUSH_TUNABLES | 16,18,20 | libceph-common
        OSDMAP_FLAGS | 16,18,20 | libceph-common
        OSD_BACKFILLFULL | 16,18,20 | libceph-common
        OSD_CHASSIS_DOWN | 16,18,20 | libceph-common, made from "OSD_", the type and "_DOWN"
        OSD_DATACENTER_DOWN | 16,18,20 | libceph-common, made from "OSD_", the type and "_DOWN"
        OSD_DOWN | 16,18,20 | libceph-common
        OSD_FILESTORE | 18 | ceph-mon
        OSD_FLAGS | 16,18,20 | libceph-common
        OSD_FULL | 16,18,20 | libceph-common
        OSD_HOST_DOWN | 16,18,20 | libceph-common, made from "OSD_", the type and "_DOWN"
        OSD_NEARFULL | 16,18,20 | libceph-common
        OSD_NO_DOWN_OUT_INTERVAL | 16,18,20 | ceph-mon
        OSD_NO_SORTBITWISE | 16,18,20 | libceph-common
        OSD_ORPHAN | 16,18,20 | libceph-common
        OSD_OUT_OF_ORDER_FULL | 16,18,20 | libceph-common
        OSD_RACK_DOWN | 16,18,20 | libceph-common, made from "OSD_", the type and "_DOWN"
        OSD_ROOT_DOWN | 16,18,20 | libceph-common, made from "OSD_", the type and "_DOWN"
        OSD_SCRUB_ERRORS | 16,18,20 | ceph-mgr
        OSD_SLOW_PING_TIME_BACK | 16,18,20 | ceph-mgr
        OSD_SLOW_PING_TIME_FRONT | 16,18,20 | ceph-mgr
        OSD_TOO_MANY_REPAIRS | 16,18,20 | ceph-mgr
        OSD_UNREACHABLE | 18,20 | libceph-common
        OSD_UPGRADE_FINISHED | 16,18,20 | libceph-common
        PG_AVAILABILITY | 16,18,20 | ceph-mgr
        PG_BACKFILL_FULL | 16,18,20 | ceph-mgr
        PG_DAMAGED | 16,18,20 | ceph-mgr
        PG_DEGRADED | 16,18,20 | ceph-mgr
        PG_NOT_DEEP_SCRUBBED | 16,18,20 | ceph-mgr
        PG_NOT_SCRUBBED | 16,18,20 | ceph-mgr
        PG_RECOVERY_FULL | 16,18,20 | ceph-mgr
        PG_SLOW_SNAP_TRIMMING | 16,18,20 | ceph-mgr
        POOL_APP_NOT_ENABLED | 16,18,20 | ceph-mgr
        POOL_BACKFILLFULL | 16,18,20 | libceph-common
        POOL_FULL | 16,18,20 | ceph-mgr
        POOL_HAS_TARGET_SIZE_BYTES_AND_RATIO | 16,18,20 | pg_autoscaler/module.py
        POOL_NEARFULL | 16,18,20 | libceph-common
        POOL_NEAR_FULL | docs | doc/rados/operations/health-checks.rst
        POOL_NO_REDUNDANCY | 16,18,20 | libceph-common
        POOL_PG_NUM_NOT_POWER_OF_TWO | 16,18,20 | libceph-common
        POOL_SCRUB_FLAGS | 16,18,20 | libceph-common
        POOL_TARGET_SIZE_BYTES_OVERCOMMITTED | 16,18,20 | pg_autoscaler/module.py
        POOL_TOO_FEW_PGS | 16,18,20 | pg_autoscaler/module.py
        POOL_TOO_MANY_PGS | 16,18,20 | pg_autoscaler/module.py
        RECENT_CRASH | 16,18,20 | crash/module.py
        RECENT_MGR_MODULE_CRASH | 18,20 | crash/module.py
        RECOVERING_STRETCH_MODE | 16,18,20 | libceph-common
        REQUEST_SLOW | 16,18,20 | ceph-mgr
        REQUEST_STUCK | 16,18,20 | ceph-mgr
        SLOW_OPS | 16,18,20 | ceph-mgr
        SMALLER_PGP_NUM | 16,18,20 | ceph-mgr
        STRETCH_MODE_BUCKET_WEIGHT_IMBALANCE | 20 | libceph-common
        TELEMETRY_CHANGED | 16,18,20 | telemetry/module.py
        TOO_FEW_OSDS | 16,18,20 | ceph-mgr
        TOO_FEW_PGS | 16,18,20 | ceph-mgr
        TOO_MANY_PGS | 16,18,20 | ceph-mgr
        UNEVEN_WEIGHTS_STRETCH_MODE | 16,18 | ceph-osd
        UPGRADE_BAD_TARGET_VERSION | 16,18,20 | cephadm/upgrade.py
        UPGRADE_EXCEPTION | 16,18,20 | cephadm/upgrade.py
        UPGRADE_FAILED_PULL | 16,18,20 | cephadm/upgrade.py
        UPGRADE_KEY_ROTATION | 20 | cephadm/upgrade.py
        UPGRADE_NO_STANDBY_MGR | 16,18,20 | cephadm/upgrade.py
        UPGRADE_OFFLINE_HOST | 18,20 | cephadm/upgrade.py
        UPGRADE_REDEPLOY_DAEMON | 16,18,20 | cephadm/upgrade.py
        WAL_DEVICE_STALLED_READ_ALERT | 18,20 | ceph-mgr
        """;
}
