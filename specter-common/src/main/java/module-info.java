/** What the protocol modules share: wire access, serial numbers, timers. */
module specter.common {
    exports dev.specter.common;
}
