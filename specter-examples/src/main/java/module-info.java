/** Runnable examples; public API only. */
module specter.examples {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.javalin;
    requires java.net.http;
    requires specter.api;
    requires specter.netty;

    exports dev.specter.examples.twopeers;
    exports dev.specter.examples.datachannels;
    exports dev.specter.examples.playfromfile;
    exports dev.specter.examples.demo;
    exports dev.specter.examples.reflect;
    exports dev.specter.examples.savetodisk;
    exports dev.specter.examples.broadcast;
    exports dev.specter.examples.rtpforwarder;
    exports dev.specter.examples.nettyecho;
    exports dev.specter.examples.filetransfer;
    exports dev.specter.examples.gameserver;

    opens dev.specter.examples to
            info.picocli;
}
