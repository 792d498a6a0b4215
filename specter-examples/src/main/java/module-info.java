/** Runnable examples; public API only. */
module specter.examples {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.javalin;
    requires specter.api;

    exports dev.specter.examples.twopeers;
    exports dev.specter.examples.datachannels;
    exports dev.specter.examples.playfromfile;

    opens dev.specter.examples to
            info.picocli;
}
