package dev.specter.ice;

import java.util.Locale;

/** Transport protocol of a candidate (RFC 8839, section 5.1; RFC 6544, section 4.5). */
public enum IceProtocol {
    /** UDP. */
    UDP,
    /** TCP; such a candidate has a {@link TcpType}. */
    TCP;

    /** The name in the candidate attribute, lower case as browsers write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
