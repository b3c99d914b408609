package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3EventTest {

    private static String direct(String name, String key) {
        return "{\"Records\": [{\"eventVersion\": \"2.1\", \"eventSource\": \"aws:s3\", \"eventName\": \"" + name
                + "\", \"s3\": {\"bucket\": {\"name\": \"shop\"}, \"object\": {\"key\": \"" + key
                + "\", \"size\": 1024, \"eTag\": \"d41d8cd98f00b204e9800998ecf8427e\"}}}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "ObjectCreated:Put",
        "ObjectCreated:CompleteMultipartUpload",
        "ObjectCreated:Copy",
        "s3:ObjectCreated:Put"
    })
    void whatABucketSendsIsReadAndItsKeyDecoded(String name) throws Exception {
        assertThat(S3Event.created(direct(name, "json/a+b/%C3%BC%2B%25.json")))
                .containsExactly(new S3Event("shop", "json/a b/ü+%.json"));
    }

    @Test
    void whatCameThroughATopicIsReadInItsEnvelope() throws Exception {
        String envelope = new JsonMapper()
                .writeValueAsString(Map.of(
                        "Type", "Notification",
                        "Subject", "Amazon S3 Notification",
                        "Message", direct("ObjectCreated:Put", "json/a+b.json")));

        assertThat(S3Event.created(envelope)).containsExactly(new S3Event("shop", "json/a b.json"));
    }

    @Test
    void whatCameByEventBridgeIsReadAndItsKeyTakenAsItIs() throws Exception {
        String event = "{\"version\": \"0\", \"source\": \"aws.s3\", \"detail-type\": \"%s\", \"detail\": {\"bucket\":"
                + " {\"name\": \"shop\"}, \"object\": {\"key\": \"json/a+b%%20c.json\"}}}";

        assertThat(S3Event.created(event.formatted("Object Created")))
                .containsExactly(new S3Event("shop", "json/a+b%20c.json"));
        assertThat(S3Event.created(event.formatted("Object Deleted"))).isEmpty();
    }

    @Test
    void oneMessageMayTellOfSeveralObjects() throws Exception {
        String one = direct("ObjectCreated:Put", "json/1.json");
        String record = one.substring(one.indexOf('[') + 1, one.lastIndexOf(']'));
        String all = "{\"Records\": [" + record + ", " + record.replace("1.json", "2.json") + ", "
                + record.replace("ObjectCreated:Put", "ObjectRemoved:Delete") + "]}";

        assertThat(S3Event.created(all))
                .containsExactly(new S3Event("shop", "json/1.json"), new S3Event("shop", "json/2.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"shop\"}",
                "{\"Message\": \"{\\\"Event\\\": \\\"s3:TestEvent\\\"}\"}",
                "{\"Records\": []}",
                "{\"Records\": [{\"eventName\": \"ObjectRemoved:Delete\"}]}",
                "{\"Records\": [{\"eventName\": \"ReducedRedundancyLostObject\"}]}"
            })
    void whatTellsOfNothingNewNamesNoObject(String message) throws Exception {
        assertThat(S3Event.created(message)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "canary                                                    | is no JSON",
                "{\"Records\": [{\"s3\": \"canary\"}                       | is no JSON",
                "''                                                        | is no event of S3",
                "[]                                                        | is no event of S3",
                "{\"order\": \"canary\"}                                   | is no event of S3",
                "{\"Event\": \"canary\"}                                   | is no event of S3",
                "{\"Records\": [{\"kinesis\": \"canary\"}]}                | is no event of S3",
                "{\"Records\": \"canary\"}                                 | is no event of S3",
                "{\"Message\": \"canary\"}                                 | is no JSON",
                "{\"Message\": \"7\"}                                      | is no event of S3",
                "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\"}]}   | names no object",
                "{\"detail-type\": \"Object Created\", \"detail\": 1}      | names no object"
            })
    void whatIsNoEventIsMalformedAndIsNotQuoted(String message, String fault) {
        assertThatThrownBy(() -> S3Event.created(message))
                .isInstanceOf(S3Event.MalformedException.class)
                .hasMessage(fault);
    }

    @Test
    void aKeyThatIsNotEncodedOrEmptyIsMalformed() {
        assertThatThrownBy(() -> S3Event.created(direct("ObjectCreated:Put", "json/100%.json")))
                .isInstanceOf(S3Event.MalformedException.class)
                .hasMessage("has a key that is not encoded as S3 does it");
        assertThatThrownBy(() -> S3Event.created(direct("ObjectCreated:Put", "")))
                .isInstanceOf(S3Event.MalformedException.class)
                .hasMessage("names no object");
    }

    @Test
    void nestingWithoutEndIsMalformedToo() {
        assertThatThrownBy(() -> S3Event.created("[".repeat(100_000)))
                .isInstanceOf(S3Event.MalformedException.class)
                .hasMessage("is no JSON");
    }
}
