package dev.specter.srtp.jitsi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Gives a compiled class another name (Java virtual machine specification, section 4.4). */
final class ClassRenamer {
    private static final int MAGIC_AND_VERSION_BYTES = 8;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ClassRenamer() {}

    /**
     * Renames a class and its references to itself.
     *
     * @param classFile the compiled class
     * @param from its internal name, with slashes
     * @param to the new one
     * @return the class file of that name
     */
    static byte[] rename(byte[] classFile, String from, String to) {
        var result = new ByteArrayOutputStream(classFile.length + 64);
        try (var in = new DataInputStream(new ByteArrayInputStream(classFile));
                var out = new DataOutputStream(result)) {
            out.write(in.readNBytes(MAGIC_AND_VERSION_BYTES));
            int constants = in.readUnsignedShort();
            out.writeShort(constants);
            for (int i = 1; i < constants; i++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    String text = in.readUTF();
                    out.writeUTF(text.equals(from) ? to : text);
                } else {
                    out.write(in.readNBytes(constantBytes(tag)));
                }
                if (tag == LONG || tag == DOUBLE) {
                    i++; // takes two places
                }
            }
            out.write(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException("no class file", e);
        }
        return result.toByteArray();
    }

    private static int constantBytes(int tag) throws IOException {
        return switch (tag) {
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // numbers, references, name and type, dynamic
            case LONG, DOUBLE -> 8;
            case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            default -> throw new IOException("constant pool tag " + tag);
        };
    }
}
