package dev.specter.bench;

import dev.specter.srtp.SrtpProfile;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the JDK's ciphers alone take for the packets of {@link SrtpBenchmark}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SrtpBoundBenchmark {
    private static final int TAG_BITS = 128;

    /** The profile that is measured. */
    @Param public SrtpProfile profile;

    private final byte[] packet = new byte[2048];
    private final byte[] rtp = Packets.rtp();
    private final byte[] iv = new byte[16];
    private final byte[] gcmIv = new byte[12];
    private final byte[] tag = new byte[20];
    private byte[] sealed;
    private SecretKeySpec key;
    private Cipher cipher;
    private Mac mac;
    private long count;

    /** Makes ciphers. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        key = new SecretKeySpec(Packets.random(profile.keyBytes()), "AES");
        cipher = Cipher.getInstance(profile.isAead() ? "AES/GCM/NoPadding" : "AES/CTR/NoPadding");
        mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(Packets.random(20), "HmacSHA1"));
        if (profile.isAead()) {
            System.arraycopy(rtp, 0, packet, 0, rtp.length);
            sealRtp();
            sealed = packet.clone();
        }
    }

    /** Encrypts and authenticates an RTP packet. */
    @Benchmark
    public int sealRtp() throws GeneralSecurityException {
        System.arraycopy(rtp, 0, packet, 0, rtp.length);
        return profile.isAead()
                ? gcm(Cipher.ENCRYPT_MODE, Packets.RTP_PAYLOAD_BYTES)
                : counterModeAndMac(Packets.RTP_PAYLOAD_BYTES);
    }

    /** Checks and decrypts an RTP packet. */
    @Benchmark
    public int openRtp() throws GeneralSecurityException {
        if (!profile.isAead()) {
            return sealRtp(); // the same steps in another order
        }
        count = 0;
        System.arraycopy(sealed, 0, packet, 0, rtp.length + TAG_BITS / 8);
        return gcm(Cipher.DECRYPT_MODE, Packets.RTP_PAYLOAD_BYTES + TAG_BITS / 8);
    }

    /** Encrypts and authenticates an RTCP packet. */
    @Benchmark
    public int sealRtcp() throws GeneralSecurityException {
        int bytes = Packets.RTCP_BYTES - 8;
        return profile.isAead() ? gcm(Cipher.ENCRYPT_MODE, bytes) : counterModeAndMac(bytes);
    }

    private int gcm(int mode, int bytes) throws GeneralSecurityException {
        nextIv(gcmIv);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, gcmIv));
        cipher.updateAAD(packet, 0, Packets.RTP_HEADER_BYTES);
        return cipher.doFinal(
                packet, Packets.RTP_HEADER_BYTES, bytes, packet, Packets.RTP_HEADER_BYTES);
    }

    private int counterModeAndMac(int bytes) throws GeneralSecurityException {
        nextIv(iv);
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        cipher.doFinal(packet, Packets.RTP_HEADER_BYTES, bytes, packet, Packets.RTP_HEADER_BYTES);
        mac.update(packet, 0, Packets.RTP_HEADER_BYTES + bytes);
        mac.doFinal(tag, 0);
        return tag[0];
    }

    private void nextIv(byte[] target) {
        count++;
        for (int i = 0; i < 8; i++) {
            target[i] = (byte) (count >> 8 * i);
        }
    }
}
