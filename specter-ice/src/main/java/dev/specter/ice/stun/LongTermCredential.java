package dev.specter.ice.stun;

/**
 * User name and password of a TURN server. Its {@code toString} hides the password. Immutable.
 *
 * @param username the user, at most 508 bytes of UTF-8
 * @param password the password
 */
public record LongTermCredential(String username, String password) {
    @Override
    public String toString() {
        return "LongTermCredential[username=" + username + ", password=***]";
    }
}
