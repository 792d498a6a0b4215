package dev.specter.ice.gather;

/** How a server is spoken to. */
enum ServerTransport {
    UDP,
    TCP,
    TLS
}
