package dev.dromedary.keys;

import com.google.crypto.tink.KeysetHandle;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * A keyset in a file: Tink's JSON format, in clear, mode 0600. What protects the keys is the file's mode and whatever
 * the disk below it offers; a file that others may read is refused. Safe for use by several threads and processes.
 *
 * <p>All methods throw {@link KeysetException} when the file cannot be used.
 */
public final class KeysetFile {

    private KeysetFile() {}

    /** Makes a new keyset of one key, and the folders above it. Never overwrites a file. */
    public static KeysetInfo create(Path file, KeysetKind kind) {
        Path path = file.toAbsolutePath();
        // Before anything is made beside it.
        refuseExisting(path);
        try {
            Files.createDirectories(path.getParent());
            return OwnerOnlyFile.exclusively(path, () -> {
                // Again, now that no other process can be about to make it.
                refuseExisting(path);
                KeysetHandle keyset = kind.generate();
                OwnerOnlyFile.write(path, kind.serialize(keyset));
                return KeysetInfo.of(kind, keyset);
            });
        } catch (IOException | UnsupportedOperationException e) {
            throw failed("make", file, Optional.empty(), e);
        }
    }

    /**
     * Adds a new key of the same kind and makes it the primary one. The old keys stay, so that old tokens can still be
     * unmasked; equal values masked before and after have different tokens.
     */
    public static KeysetInfo rotate(Path file) {
        try {
            // Through a symbolic link, what it names is replaced and not the link.
            Path path = file.toRealPath();
            return OwnerOnlyFile.exclusively(path, () -> {
                KeysetHandle old = read(file);
                KeysetKind kind = kindOf(old, file);
                KeysetHandle rotated = kind.rotate(old);
                OwnerOnlyFile.write(path, kind.serialize(rotated));
                return KeysetInfo.of(kind, rotated);
            });
        } catch (IOException | UnsupportedOperationException e) {
            throw failed("rotate", file, Optional.empty(), e);
        }
    }

    /** What may be told of the keyset in a file. */
    public static KeysetInfo info(Path file) {
        KeysetHandle keyset = open(file, Optional.empty());
        return KeysetInfo.of(kindOf(keyset, file), keyset);
    }

    /** The keyset in a file, which must be of the given kind. */
    public static KeysetHandle load(Path file, KeysetKind kind) {
        KeysetHandle keyset = open(file, Optional.of(kind));
        KeysetKind found = kindOf(keyset, file);
        if (found != kind) {
            throw new KeysetException("keyset %s is for %s, not for %s".formatted(file, found, kind));
        }
        return keyset;
    }

    /** How a keyset comes to be, to end a message with. */
    public static String howToMake(String file, Optional<KeysetKind> kind) {
        return "make one with `java -jar target/dromedary.jar keys new "
                + kind.map(wanted -> "--kind " + wanted + " ").orElse("") + file + "`";
    }

    private static void refuseExisting(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeysetException(path + " exists already, and a keyset is never overwritten:"
                    + " what was masked with its keys could not be matched or unmasked again");
        }
    }

    private static KeysetHandle open(Path file, Optional<KeysetKind> wanted) {
        try {
            return read(file);
        } catch (IOException | UnsupportedOperationException e) {
            throw failed("read", file, wanted, e);
        }
    }

    private static KeysetHandle read(Path file) throws IOException {
        String json = OwnerOnlyFile.read(file);
        try {
            return KeysetKind.parseKeyset(json);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without the cause: a parser's message may quote the text that it stumbled over.
            throw new KeysetException(file + " is no keyset: it is not in Tink's JSON format, in clear");
        }
    }

    private static KeysetKind kindOf(KeysetHandle keyset, Path file) {
        return KeysetKind.of(keyset)
                .orElseThrow(() -> new KeysetException(
                        "keyset " + file + " has keys of another kind than those made by `keys new`"));
    }

    private static KeysetException failed(String action, Path file, Optional<KeysetKind> wanted, Exception e) {
        if (e instanceof NoSuchFileException) {
            return new KeysetException("no keyset at " + file + ": " + howToMake(file.toString(), wanted));
        }
        if (e instanceof UnsupportedOperationException) {
            return new KeysetException("cannot " + action + " keyset " + file
                    + ": its file system has no POSIX modes, so nothing would keep others from the keys");
        }
        if (e instanceof FileAlreadyExistsException) {
            return new KeysetException(
                    "cannot " + action + " keyset " + file + ": " + e.getMessage() + " is not a folder");
        }
        return new KeysetException(
                "cannot " + action + " keyset " + file + ": " + e.getClass().getSimpleName() + ", " + e.getMessage(),
                e);
    }
}
