package dev.specter.ice.path;

import java.net.InetAddress;
import java.util.List;

/**
 * The addresses of this machine are not what they were. Immutable.
 *
 * @param now those that there are, best first
 * @param appeared those that were not there
 * @param gone those that are no more
 */
public record AddressChange(
        List<InetAddress> now, List<InetAddress> appeared, List<InetAddress> gone) {
    /** Copies the lists. */
    public AddressChange {
        now = List.copyOf(now);
        appeared = List.copyOf(appeared);
        gone = List.copyOf(gone);
    }

    static AddressChange between(List<InetAddress> before, List<InetAddress> now) {
        return new AddressChange(
                now,
                now.stream().filter(address -> !before.contains(address)).toList(),
                before.stream().filter(address -> !now.contains(address)).toList());
    }

    boolean isNone() {
        return appeared.isEmpty() && gone.isEmpty();
    }
}
