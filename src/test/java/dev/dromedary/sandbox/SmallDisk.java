package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes, in memory, which a test may fill or make read-only. Closing unmounts it. */
public record SmallDisk(Path path) implements AutoCloseable {

    /**
     * Mounts one in a folder that is made for it. Only root may do so: where it cannot be done, the test is skipped and says
     * so.
     */
    public static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0700", "tmpfs", folder.toString());
        Assumptions.assumeTrue(mounted, "no file system can be mounted here");
        return new SmallDisk(folder);
    }

    /** From now on nothing can be written; nothing may be open for writing. */
    public void makeReadOnly() {
        remount("ro");
    }

    public void makeWritable() {
        remount("rw");
    }

    private void remount(String mode) {
        if (!run("mount", "-o", "remount," + mode, path.toString())) {
            throw new IllegalStateException(path + " cannot be made " + mode);
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        run("umount", "-l", path.toString());
    }
}
