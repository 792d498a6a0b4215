package dev.specter.examples.filetransfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files, and what there is of files to come. Pages name files; no name leads out of the folder.
 * Thread-safe.
 */
final class Folder {
    private static final String PART = ".part";
    private static final int MAX_LISTED = 1_000;

    /** Not hidden, and without what has a meaning on some file system or cannot be seen. */
    private static final Pattern NAME =
            Pattern.compile("(?!\\.)[^\\p{C}/\\\\:*?\"<>|]{1,200}(?<![. ])");

    private final Path folder;
    private final Map<Path, Transfer> writers = new HashMap<>();

    private Folder(Path folder) {
        this.folder = folder;
    }

    static Folder open(Path folder) throws IOException {
        return new Folder(Files.createDirectories(folder).toRealPath());
    }

    /** The names of the whole files. */
    List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Folder::isFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> isName(name))
                    .sorted()
                    .limit(MAX_LISTED)
                    .toList();
        }
    }

    /** A file that there is. */
    Path existing(String name) throws RefusedException {
        Path file = resolve(name);
        if (!isFile(file)) {
            throw new RefusedException("there is no such file");
        }
        return file;
    }

    /** Where a file is going to be; there is none of that name. */
    Path target(String name) throws RefusedException {
        Path file = resolve(name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException("there is a file of that name already");
        }
        return file;
    }

    /** Where the bytes of a target are until they are all there. */
    static Path part(Path target) {
        return target.resolveSibling(target.getFileName() + PART);
    }

    /** Whether there is room for so many bytes. */
    boolean hasRoom(long bytes) throws IOException {
        return Files.getFileStore(folder).getUsableSpace() > bytes;
    }

    /** A transfer begins to write a target; gives the one that did so until now. */
    synchronized Optional<Transfer> takeOver(Path target, Transfer writer) {
        return Optional.ofNullable(writers.put(target, writer));
    }

    /** A transfer writes no more. */
    synchronized void release(Path target, Transfer writer) {
        writers.remove(target, writer);
    }

    private Path resolve(String name) throws RefusedException {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (!isName(base)) {
            throw new RefusedException("not a name for a file here");
        }
        try {
            return folder.resolve(base);
        } catch (InvalidPathException e) {
            throw new RefusedException("not a name for a file here");
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.endsWith(PART);
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
