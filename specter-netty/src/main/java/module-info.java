/** Data channels as Netty channels. */
module specter.netty {
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires transitive specter.api;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires specter.ice;

    exports dev.specter.netty;
}
