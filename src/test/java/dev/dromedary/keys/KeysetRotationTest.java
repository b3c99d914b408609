package dev.dromedary.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.KeysetHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class KeysetRotationTest {

    private static final int WRITERS = 6;
    private static final int ROTATIONS = 5;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("keyset.json");
    }

    @ParameterizedTest
    @EnumSource
    void aRotationAddsAPrimaryKeyAndKeepsTheOldOnes(KeysetKind kind) throws Exception {
        KeysetInfo made = KeysetFile.create(file, kind);
        KeysetHandle old = KeysetFile.load(file, kind);

        KeysetInfo rotated = KeysetFile.rotate(file);

        assertThat(rotated.kind()).isEqualTo(kind);
        assertThat(rotated.primaryKeyId()).isNotEqualTo(made.primaryKeyId());
        assertThat(rotated.keyIds()).containsExactly(made.primaryKeyId(), rotated.primaryKeyId());
        assertThat(KeysetFile.info(file)).isEqualTo(rotated);
        KeysetHandle now = KeysetFile.load(file, kind);
        assertThat(now.getAt(0).getKey().equalsKey(old.getAt(0).getKey())).isTrue();
        assertThat(now.getAt(1).getKey().equalsKey(old.getAt(0).getKey())).isFalse();
    }

    @Test
    void aRotatedFileIsStillForItsOwnerOnly() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);

        KeysetFile.rotate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(filesWithContent()).containsExactly("keyset.json");
    }

    @Test
    void whatAKilledWriterLeftIsSweptUp() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);
        Files.writeString(folder.resolve(".keyset.json.tmp"), "half a key");

        KeysetInfo rotated = KeysetFile.rotate(file);

        assertThat(KeysetFile.info(file)).isEqualTo(rotated);
        assertThat(filesWithContent()).containsExactly("keyset.json");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

        KeysetInfo rotated = KeysetFile.rotate(link);

        assertThat(link).isSymbolicLink();
        assertThat(KeysetFile.info(file)).isEqualTo(rotated);
    }

    @Test
    void threadsThatRotateLoseNoKey() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);

        List<String> added = inParallel(WRITERS, () -> rotateRepeatedly(file));

        assertThat(KeysetFile.info(file).keyIds())
                .hasSize(1 + WRITERS * ROTATIONS)
                .containsAll(added);
    }

    @Test
    void processesThatRotateLoseNoKey() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Rotate.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        for (Process child : children) {
            assertThat(child.waitFor()).isZero();
        }

        assertThat(KeysetFile.info(file).keyIds()).hasSize(1 + children.size() * ROTATIONS);
    }

    @Test
    void ofThreadsThatMakeTheSameKeysetOneSucceeds() throws Exception {
        List<String> made = inParallel(WRITERS, () -> {
            try {
                return List.of(KeysetFile.create(file, KeysetKind.HMAC).primaryKeyId());
            } catch (KeysetException e) {
                assertThat(e).hasMessageContaining("exists already");
                return List.of();
            }
        });

        assertThat(made).containsExactly(KeysetFile.info(file).primaryKeyId());
    }

    @Test
    void aReaderSeesOneKeysetOrTheNextAndNothingBetween() throws Exception {
        KeysetFile.create(file, KeysetKind.HMAC);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        Future<Integer> reads = reader.submit(() -> {
            int seen = 0;
            while (!done.get()) {
                int keys = KeysetFile.info(file).keyIds().size();
                assertThat(keys).isGreaterThanOrEqualTo(seen);
                seen = keys;
            }
            return seen;
        });

        for (int i = 0; i < 100; i++) {
            KeysetFile.rotate(file);
        }
        done.set(true);

        assertThat(reads.get(10, TimeUnit.SECONDS)).isPositive();
        reader.shutdown();
    }

    /**
     * Rotates a keyset some times, as a process of its own. Its first deed is to parse a keyset, as that of
     * {@code keys rotate} is: nothing else has told Tink of the kinds by then.
     */
    static final class Rotate {

        private Rotate() {}

        public static void main(String[] args) {
            rotateRepeatedly(Path.of(args[0]));
        }
    }

    private static List<String> rotateRepeatedly(Path file) {
        return IntStream.range(0, ROTATIONS)
                .mapToObj(i -> KeysetFile.rotate(file).primaryKeyId())
                .toList();
    }

    private static List<String> inParallel(int threads, Callable<List<String>> work)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<String> results = new ArrayList<>();
            for (Future<List<String>> one : pool.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> work).toList())) {
                results.addAll(one.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    private List<String> filesWithContent() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(found -> found.toFile().length() > 0)
                    .map(found -> found.getFileName().toString())
                    .toList();
        }
    }
}
