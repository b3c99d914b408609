package dev.dromedary.keys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Small text files that only their owner may read. A file is written under a temporary name beside it, forced to disk
 * and renamed, so that it is seen whole or not at all (invariant 6); what a killed writer left is swept up by the next.
 *
 * <p>Writers take turns by a lock on {@code .NAME.lock} beside the file: the file itself cannot serve, since each
 * replacement is another file. The lock file is empty and stays, because removing it would let two writers in.
 */
public final class OwnerOnlyFile {

    private static final int OWNER_READ_WRITE = 0600;
    private static final long MAX_BYTES = 1 << 20;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnerOnlyFile() {}

    /** Work on a file that no other writer, in this process or another, is to see half done. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** Runs the work while holding the file's lock; waits for whoever holds it. */
    public static <T> T exclusively(Path file, Work<T> work) throws IOException {
        // A file lock belongs to the whole process: threads of one process need a lock of their own.
        synchronized (OwnerOnlyFile.class) {
            try (FileChannel channel = FileChannel.open(beside(file, ".lock"), Set.of(CREATE, WRITE), OWNER_ONLY);
                    FileLock held = channel.lock()) {
                assert held.isValid();
                return work.run();
            }
        }
    }

    /** Puts a text in the place of the file or of nothing. To be called with the lock held. */
    public static void write(Path file, String text) throws IOException {
        Path temporary = beside(file, ".tmp");
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), OWNER_ONLY)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            keepOwner(file, temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel folder = FileChannel.open(file.getParent(), READ)) {
            folder.force(true);
        }
    }

    /** A keyset that root rotates stays the service's. */
    private static void keepOwner(Path replaced, Path replacement) throws IOException {
        if (Files.exists(replaced)) {
            PosixFileAttributes before = Files.readAttributes(replaced, PosixFileAttributes.class);
            PosixFileAttributeView view = Files.getFileAttributeView(replacement, PosixFileAttributeView.class);
            if (!before.owner().equals(view.getOwner())) {
                view.setOwner(before.owner());
                view.setGroup(before.group());
            }
        }
    }

    /**
     * The text of the file.
     *
     * @throws KeysetException if its mode goes beyond 0600
     */
    public static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new KeysetException(file + " is a folder, and must be a file");
        }
        int mode = mode(file);
        if ((mode & ~OWNER_READ_WRITE) != 0) {
            throw new KeysetException(
                    "%s has mode %04o, which must not go beyond 0600: run `chmod 600 %s`".formatted(file, mode, file));
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new KeysetException(file + " is larger than " + MAX_BYTES + " bytes");
        }
        return Files.readString(file);
    }

    private static int mode(Path file) throws IOException {
        int mode = 0;
        // The constants stand in the order of the bits: owner read is the first, others execute the last.
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling("." + file.getFileName() + suffix);
    }
}
