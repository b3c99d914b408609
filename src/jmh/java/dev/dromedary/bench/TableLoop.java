package dev.dromedary.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one would write by hand, as a process of its own: reads a SQLite table by JDBC, makes each row JSON with Jackson,
 * and sends it, without transactions and without remembering anything. The producer has the settings of the pipeline's.
 */
public final class TableLoop {

    private TableLoop() {}

    /** Takes the SQLite file, the brokers and the topic. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments[1]);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 * 1024);
        settings.put("buffer.memory", 32 * 1024 * 1024);
        settings.put("max.in.flight.requests.per.connection", 5);
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(connection, producer, arguments[2], failure);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void send(
            Connection connection,
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            AtomicReference<Exception> failure)
            throws SQLException, IOException {
        JsonFactory json = new JsonFactory();
        ByteArrayOutputStream value = new ByteArrayOutputStream(1024);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from products order by ean")) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                names.add(rows.getMetaData().getColumnName(i));
            }
            while (rows.next()) {
                value.reset();
                try (JsonGenerator object = json.createGenerator(value)) {
                    write(rows, names, object);
                }
                byte[] key = rows.getString(1).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, value.toByteArray()), (metadata, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                });
            }
        }
    }

    private static void write(ResultSet rows, List<String> names, JsonGenerator object)
            throws SQLException, IOException {
        object.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
            String text = rows.getString(i + 1);
            object.writeFieldName(names.get(i));
            if (text == null) {
                object.writeNull();
            } else if (names.get(i).startsWith("price_") || names.get(i).equals("grossPrice_eur")) {
                object.writeNumber(text);
            } else {
                object.writeString(text);
            }
        }
        object.writeEndObject();
    }
}
