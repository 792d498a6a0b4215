package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcBundlePolicy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which m-sections share a transport: by policy in an offer (RFC 9429, section 4.1.1), by BUNDLE
 * group after an answer (RFC 9143, section 7).
 */
final class BundlePlanner {
    private BundlePlanner() {}

    /** Gives every active m-section of an offer a transport. */
    static List<Slot> offer(
            LocalEnd local, SessionState state, List<Slot> slots, Predicate<Slot> active) {
        var placed = new ArrayList<Slot>(slots);
        for (int i = 0; i < placed.size(); i++) {
            Slot slot = placed.get(i);
            if (!active.test(slot) || slot.transportId().isPresent()) {
                continue;
            }
            OptionalInt shared = shared(local.options.bundlePolicy(), state, placed, slot, active);
            int id =
                    shared.isPresent()
                            ? shared.getAsInt()
                            : local.transports.allocate(OfferBuilder.transports(placed));
            placed.set(i, slot.withTransport(id));
        }
        return placed;
    }

    private static OptionalInt shared(
            RtcBundlePolicy policy,
            SessionState state,
            List<Slot> slots,
            Slot slot,
            Predicate<Slot> active) {
        for (List<String> group : state.bundleGroups) {
            Optional<Slot> member =
                    slots.stream()
                            .filter(s -> group.contains(s.mid()))
                            .filter(s -> active.test(s) && s.transportId().isPresent())
                            .findFirst();
            if (member.isPresent()) {
                return member.get().transportId();
            }
        }
        return switch (policy) {
            case MAX_COMPAT -> OptionalInt.empty();
            case BALANCED -> firstTransport(slots, s -> active.test(s) && s.kind() == slot.kind());
            case MAX_BUNDLE -> firstTransport(slots, active);
        };
    }

    private static OptionalInt firstTransport(List<Slot> slots, Predicate<Slot> which) {
        return slots.stream()
                .filter(s -> which.test(s) && s.transportId().isPresent())
                .findFirst()
                .map(Slot::transportId)
                .orElse(OptionalInt.empty());
    }

    /**
     * The BUNDLE groups of an offer: those negotiated before, each with its tag in front, and in
     * the first of them everything else (RFC 9143, section 7.5).
     */
    static List<List<String>> offeredGroups(
            SessionState state, List<Slot> slots, Predicate<Slot> active) {
        var groups = new ArrayList<List<String>>();
        Set<String> grouped = new HashSet<>();
        for (List<String> before : state.bundleGroups) {
            var group = new ArrayList<String>();
            for (String mid : before) {
                boolean alive = slots.stream().anyMatch(s -> s.mid().equals(mid) && active.test(s));
                if (alive && grouped.add(mid)) {
                    group.add(mid);
                }
            }
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        var rest = new ArrayList<String>();
        for (Slot slot : slots) {
            if (active.test(slot) && grouped.add(slot.mid())) {
                rest.add(slot.mid());
            }
        }
        if (groups.isEmpty()) {
            groups.add(rest);
        } else {
            groups.get(0).addAll(rest);
        }
        groups.removeIf(List::isEmpty);
        return groups;
    }

    /**
     * The m-section that stands for each transport: the first of its BUNDLE group (the tag), or the
     * only one.
     *
     * @param groups BUNDLE groups of the description
     * @param slots its m-sections
     * @param active those with a port, or bundled
     * @return mid by transport
     */
    static Map<Integer, String> tags(
            List<List<String>> groups, List<Slot> slots, Predicate<Slot> active) {
        var tags = new LinkedHashMap<Integer, String>();
        for (List<String> group : groups) {
            for (String mid : group) {
                slots.stream()
                        .filter(s -> s.mid().equals(mid) && active.test(s))
                        .forEach(s -> s.transportId().ifPresent(id -> tags.putIfAbsent(id, mid)));
            }
        }
        for (Slot slot : slots) {
            if (active.test(slot)) {
                slot.transportId().ifPresent(id -> tags.putIfAbsent(id, slot.mid()));
            }
        }
        return tags;
    }

    /** Whether the peer has agreed to share this transport. */
    static boolean isBundled(SessionState state, int transportId) {
        return state.slots.stream()
                .filter(s -> !s.rejected())
                .filter(s -> s.transportId().equals(OptionalInt.of(transportId)))
                .anyMatch(s -> state.bundleGroups.stream().anyMatch(g -> g.contains(s.mid())));
    }

    /** An m-section of an offer that the answer accepts, and the group it is offered in. */
    record Accepted(Slot slot, Optional<List<String>> group) {}

    /**
     * Gives every accepted m-section of a remote offer a transport: one per BUNDLE group, one for
     * each section outside.
     */
    static List<Slot> answer(LocalEnd local, List<Slot> slots, List<Accepted> accepted) {
        var planned = new ArrayList<Slot>(slots);
        Set<Integer> claimed = new HashSet<>();
        Set<String> done = new HashSet<>();
        for (Accepted section : accepted) {
            if (!done.add(section.slot().mid())) {
                continue;
            }
            List<Slot> members = new ArrayList<>();
            members.add(section.slot());
            for (Accepted other : accepted) {
                if (section.group().isPresent()
                        && other.group().equals(section.group())
                        && done.add(other.slot().mid())) {
                    members.add(other.slot());
                }
            }
            int id =
                    members.stream()
                            .flatMap(m -> m.transportId().stream().boxed())
                            .filter(t -> !claimed.contains(t))
                            .findFirst()
                            .orElseGet(() -> allocate(local, planned, claimed));
            claimed.add(id);
            for (Slot member : members) {
                planned.set(member.index(), member.withTransport(id));
            }
        }
        return planned;
    }

    private static int allocate(LocalEnd local, List<Slot> slots, Set<Integer> claimed) {
        Set<Integer> taken = new HashSet<>(claimed);
        taken.addAll(OfferBuilder.transports(slots));
        return local.transports.allocate(taken);
    }
}
