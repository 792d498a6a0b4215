/** One ICE transport: candidates, checks, the selected path and its sockets. */
module specter.ice {
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires org.slf4j;
    requires specter.common;
    requires ice4j;
    requires jitsi.utils;
    requires java.logging;
    requires java.desktop; // java.beans, in the signatures of ice4j
    requires kotlin.stdlib;
    requires kotlin.reflect;

    exports dev.specter.ice;
}
