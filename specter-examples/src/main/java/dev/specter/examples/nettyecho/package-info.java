/** Netty's echo, server and client, over data channels. */
package dev.specter.examples.nettyecho;
