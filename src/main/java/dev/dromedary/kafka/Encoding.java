package dev.dromedary.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.batch.Surrogates;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Writes a record as Kafka stores it: the id is the key, the payload the value, or the fields as JSON where a step has
 * made some; no payload is a tombstone. Text is UTF-8. Immutable and thread-safe.
 */
final class Encoding {

    private static final ObjectWriter JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule()
                    .addSerializer(TemporalAccessor.class, ToStringSerializer.instance)
                    .addSerializer(Date.class, ToStringSerializer.instance))
            .build()
            .writer();

    /** Kafka's own bytes of a header: two lengths. */
    private static final int HEADER_BYTES = 10;

    /** Kafka's own bytes of a batch of one record. */
    private static final int RECORD_BYTES = 128;

    private final String topic;
    private final String pipeline;
    private final int maxRecordSize;

    Encoding(String topic, String pipeline, int maxRecordSize) {
        this.topic = topic;
        this.pipeline = pipeline;
        this.maxRecordSize = maxRecordSize;
    }

    /** @throws RecordRejectedException if the record has no such form, or is larger than allowed */
    ProducerRecord<byte[], byte[]> encode(SourceRecord record) {
        try {
            return form(record);
        } catch (RecordRejectedException e) {
            throw e;
        } catch (JsonProcessingException | RuntimeException e) {
            // Only the type: the message may quote a value.
            throw new RecordRejectedException(Reason.ERROR, "$", e.getClass().getName());
        }
    }

    /** What would be sent, as text: of each record {@code key}, {@code headers} and {@code value}, which may be null. */
    Preview preview(Batch batch) {
        List<Map<String, Object>> messages = new ArrayList<>();
        Batch encoded = batch.each(record -> {
            messages.add(shown(encode(record)));
            return record;
        });
        return new Preview(messages, encoded.rejections());
    }

    private static Map<String, Object> shown(ProducerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new TreeMap<>();
        message.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key", text(message.key()));
        shown.put("headers", headers);
        shown.put("value", text(message.value()));
        return shown;
    }

    private static String text(byte[] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    private ProducerRecord<byte[], byte[]> form(SourceRecord record) throws JsonProcessingException {
        byte[] key = key(record.id());
        byte[] value = value(record);
        if (value != null && value.length > maxRecordSize) {
            throw new RecordRejectedException(
                    Reason.REFUSED,
                    "$",
                    value.length + " bytes, more than the limit of " + maxRecordSize + " (" + pipeline
                            + ".max-record-size)");
        }
        List<Header> headers = headers(record.headers());
        long extra = RECORD_BYTES + (long) key.length;
        for (Header header : headers) {
            extra += HEADER_BYTES + header.key().length() * 3L + (header.value() == null ? 0 : header.value().length);
        }
        if (extra > ProducerSettings.OVERHEAD) {
            throw new RecordRejectedException(
                    Reason.REFUSED,
                    "$",
                    "key and headers of " + extra + " bytes, more than the limit of " + ProducerSettings.OVERHEAD);
        }
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    private static byte[] key(String id) {
        if (id == null) {
            throw new RecordRejectedException(Reason.INVALID, "$", "no id to be the key");
        }
        return utf8(id, "id");
    }

    private static byte[] value(SourceRecord record) throws JsonProcessingException {
        if (record.fields().isEmpty()) {
            return record.payload() == null ? null : utf8(record.payload(), "payload");
        }
        return JSON.writeValueAsBytes(record.fields());
    }

    private static List<Header> headers(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return List.of();
        }
        return headers.entrySet().stream().map(Encoding::header).toList();
    }

    private static Header header(Map.Entry<String, String> header) {
        byte[] value = header.getValue() == null ? null : utf8(header.getValue(), "header");
        return new RecordHeader(header.getKey(), value);
    }

    private static byte[] utf8(String text, String what) {
        int unpaired = Surrogates.firstUnpaired(text);
        if (unpaired >= 0) {
            throw new RecordRejectedException(
                    Reason.INVALID, "$", "half a surrogate pair at character " + unpaired + " of its " + what);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
