/**
 * Data channels as Netty channels: {@link dev.specter.netty.WebRtcChannel} for {@link
 * io.netty.bootstrap.Bootstrap}, {@link dev.specter.netty.WebRtcServerChannel} for {@link
 * io.netty.bootstrap.ServerBootstrap}, so that a pipeline written for TCP or UDP runs over WebRTC
 * unchanged. How two ends that do not know each other yet exchange descriptions is the
 * application's: {@link dev.specter.netty.ClientSignaling} and {@link
 * dev.specter.netty.ServerSignaling}.
 */
package dev.specter.netty;
