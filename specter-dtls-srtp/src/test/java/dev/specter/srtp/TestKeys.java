package dev.specter.srtp;

import java.util.Random;

/** Random keys of both ends of a connection. */
record TestKeys(SrtpKeys client, SrtpKeys server) {
    TestKeys(SrtpProfile profile, Random random) {
        this(profile, material(profile, random));
    }

    private TestKeys(SrtpProfile profile, byte[] material) {
        this(SrtpKeys.ofClient(profile, material), SrtpKeys.ofServer(profile, material));
    }

    /** What the client protects its packets with. */
    byte[] masterKey() {
        return client.localKey().toArray();
    }

    byte[] masterSalt() {
        return client.localSalt().toArray();
    }

    private static byte[] material(SrtpProfile profile, Random random) {
        byte[] material = new byte[profile.keyingMaterialBytes()];
        random.nextBytes(material);
        return material;
    }
}
