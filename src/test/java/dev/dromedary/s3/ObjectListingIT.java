package dev.dromedary.s3;

import static dev.dromedary.s3.S3Fixture.bytes;
import static dev.dromedary.s3.S3Fixture.first;
import static dev.dromedary.s3.S3Fixture.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.sandbox.HttpFaults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prefix is listed whole, page by page. */
@Timeout(120)
class ObjectListingIT {

    private final S3Fixture s3 = new S3Fixture();

    @AfterEach
    void close() {
        s3.close();
    }

    private List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        s3.store.list(s3.bucket, prefix).forEachRemaining(object -> keys.add(object.key()));
        return keys;
    }

    @Test
    void twoThousandFiveHundredObjectsComeInThreePages() {
        List<String> expected = IntStream.range(0, 2500)
                .mapToObj(i -> "json/" + i % 10 + "/%05d.json".formatted(i))
                .sorted()
                .toList();
        expected.forEach(key -> s3.put(key, new byte[0]));
        s3.put("jsonl/other.json", bytes(3));
        s3.put("a-first.json", bytes(3));

        assertThat(keys("json/")).containsExactlyElementsOf(expected);
        assertThat(s3.faults.count("ListObjectsV2")).isEqualTo(3);
    }

    @Test
    void anObjectIsListedAsItIs() {
        ObjectSummary version = s3.put("json/ä b+&.json", bytes(1234));

        assertThat(s3.store.list(s3.bucket, "json/"))
                .toIterable()
                .singleElement()
                .satisfies(object -> {
                    assertThat(object)
                            .usingRecursiveComparison()
                            .ignoringFields("lastModified")
                            .isEqualTo(version);
                    assertThat(object.lastModified())
                            .isEqualTo(s3.head(version.key()).lastModified());
                    assertThat(s3.store.read(object).sha256()).isEqualTo(S3Fixture.sha256(bytes(1234)));
                });
    }

    @Test
    void foldersAreSkipped() {
        s3.put("json/", new byte[0]);
        s3.put("json/a/", new byte[0]);
        s3.put("json/a/b.json", bytes(1));

        assertThat(keys("json/")).containsExactly("json/a/b.json");
    }

    /** XML 1.0 cannot hold these characters, and an answer of S3 is XML. */
    @ParameterizedTest
    @ValueSource(strings = {"json/\u0001.json", "json/\uFFFE.json", "json/a%20b+c.json", "json/a\nb\r.json"})
    void anOddKeyHidesNoOthers(String odd) {
        s3.put("json/z.json", bytes(1));
        s3.put(odd, bytes(1));

        assertThat(keys("json/")).containsExactlyInAnyOrder(odd, "json/z.json");
    }

    @Test
    void anEmptyPrefixHasNoObjects() {
        ObjectListing listing = s3.store.list(s3.bucket, "json/");

        assertThat(listing.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(listing::next);
    }

    @Test
    void aPageThatFailsIsAskedForAgain() {
        s3.put("json/a.json", bytes(1));
        s3.faults.add(first(2, operation("ListObjectsV2")), Fault.SLOW_DOWN);

        assertThat(keys("json/")).containsExactly("json/a.json");
    }

    @Test
    void aListingThatIsRefusedIsAboutNoObject() {
        s3.faults.add(operation("ListObjectsV2"), Fault.DENIED);

        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> keys("json/"))
                .withMessageContaining("AccessDenied");
    }

    @Test
    void anInputThatWeMayNotSeeIsRefusedAndAnOutputIsWaitedFor() {
        s3.faults.add(request -> true, Fault.DENIED);

        assertThatExceptionOfType(ObjectRefusedException.class)
                .isThrownBy(() -> s3.store.find(s3.bucket, "json/a.json"))
                .withMessage(s3.bucket + "/json/a.json: HeadObject is refused: AccessDenied");
        assertThatExceptionOfType(S3UnavailableException.class)
                .isThrownBy(() -> s3.store.findOutput(s3.bucket, "xml/a.xml"))
                .withMessageStartingWith("S3 HeadObject " + s3.bucket + "/xml/a.xml: is refused: AccessDenied; check");
    }

    @Test
    void anObjectIsFoundByItsKey() {
        ObjectSummary version = s3.put("xml/a.xml", bytes(7));

        assertThat(s3.store.find(s3.bucket, "xml/a.xml"))
                .hasValueSatisfying(found -> assertThat(found.summary().etag()).isEqualTo(version.etag()));
        assertThat(s3.store.find(s3.bucket, "xml/b.xml")).isEmpty();
        assertThat(s3.store.findOutput(s3.bucket, "xml/b.xml")).isEmpty();
    }
}
