/** Virtual time and virtual networks for tests of sans-I/O cores. */
module specter.testkit {
    requires transitive specter.common;

    exports dev.specter.testkit;
}
