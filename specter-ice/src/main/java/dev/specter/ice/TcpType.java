package dev.specter.ice;

import java.util.Locale;

/** Who opens the connection of a TCP candidate (RFC 6544, section 4.5). */
public enum TcpType {
    /** Opens connections; its port is 9, which stands for none. */
    ACTIVE,
    /** Accepts connections. */
    PASSIVE,
    /** Both at the same time. */
    SO;

    /** The name in the candidate attribute. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
