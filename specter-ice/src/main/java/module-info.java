/** One ICE transport: candidates, checks, the selected path and its sockets. */
module specter.ice {
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires org.slf4j;
    requires specter.common;

    exports dev.specter.ice;
}
