package dev.specter.ice.gather;

/**
 * Names a stream to a server. Immutable.
 *
 * @param number unique for the life of a {@link Gatherer}
 */
public record StreamId(int number) {}
