package dev.dromedary.preview;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.dromedary.batch.Rejection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes findings as one JSON object: {@code pipeline}, {@code written}, {@code refused}. Thread-safe. */
public final class PreviewJson {

    private static final ObjectWriter JSON = JsonMapper.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule().addSerializer(TemporalAccessor.class, ToStringSerializer.instance))
            .build()
            .writer();

    private PreviewJson() {}

    /** Writes in UTF-8; closes nothing. */
    public static void write(Findings findings, OutputStream out) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("pipeline", findings.pipeline());
        all.put("written", findings.preview().written());
        all.put("refused", refused(findings.preview().refused()));
        JSON.writeValue(out, all);
        out.write('\n');
        out.flush();
    }

    /** Never the payload. */
    private static List<Map<String, String>> refused(List<Rejection> rejections) {
        return rejections.stream().map(PreviewJson::refused).toList();
    }

    private static Map<String, String> refused(Rejection rejection) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("source", rejection.record().id());
        shown.put("reason", rejection.reason().code());
        shown.put("path", rejection.path());
        shown.put("detail", rejection.detail());
        return shown;
    }
}
