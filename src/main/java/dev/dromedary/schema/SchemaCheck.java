package dev.dromedary.schema;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.Surrogates;
import dev.dromedary.batch.Transformation;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.RouteResource;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses JSON records and holds them against a JSON Schema (draft 2020-12 unless the schema names another).
 *
 * <p>Stricter than JSON: a duplicated key, text behind the value, an unpaired surrogate, and U+FFFD, which stands where
 * bytes were that are no UTF-8, are faults of the record, because each would store something else than was sent.
 * Immutable and thread-safe.
 */
public final class SchemaCheck implements Transformation {

    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new BoundedNumbers())
            .build();

    private final Schema schema;
    private final Violations violations;

    private SchemaCheck(Schema schema, JsonNode source) {
        this.schema = schema;
        this.violations = new Violations(source);
    }

    /**
     * Checks each record of a batch and gives it its fields.
     *
     * @return the batch with the records at fault rejected
     */
    public Batch check(Batch batch) {
        return batch.each(record -> record.withFields(check(record.payload())));
    }

    /**
     * Checks one JSON object.
     *
     * @return its fields, in its order: strings, numbers (whole ones as Integer, Long or BigInteger, others as
     *     BigDecimal), booleans, null, and {@link JsonNode} for what is nested
     * @throws RecordRejectedException if it is not well formed or not of the schema's shape
     */
    public Map<String, Object> check(String json) {
        JsonNode node = parse(json);
        List<Error> errors = schema.validate(node);
        if (!errors.isEmpty()) {
            throw violations.rejection(errors.get(0));
        }
        if (!node.isObject()) {
            throw new RecordRejectedException(Reason.INVALID, "$", "must be an object");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        node.properties().forEach(property -> fields.put(property.getKey(), value(property.getValue())));
        return fields;
    }

    private static JsonNode parse(String json) {
        checkEncoding(json);
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new RecordRejectedException(Reason.MALFORMED, "$", description(e));
        } catch (NumberFormatException | ArithmeticException e) {
            throw BoundedNumbers.outOfRange();
        }
        if (node.isMissingNode()) {
            throw new RecordRejectedException(Reason.MALFORMED, "$", "is empty");
        }
        if (json.contains("\\u")) {
            checkEscapes(node);
        }
        return node;
    }

    private static void checkEncoding(String text) {
        if (text.indexOf(REPLACEMENT) >= 0 || Surrogates.firstUnpaired(text) >= 0) {
            throw new RecordRejectedException(Reason.MALFORMED, "$", "holds bytes that are not UTF-8");
        }
    }

    private static void checkEscapes(JsonNode node) {
        if (node.isTextual()) {
            checkEscapes(node.textValue());
        }
        node.fieldNames().forEachRemaining(SchemaCheck::checkEscapes);
        node.forEach(SchemaCheck::checkEscapes);
    }

    private static void checkEscapes(String text) {
        if (Surrogates.firstUnpaired(text) >= 0) {
            throw new RecordRejectedException(Reason.MALFORMED, "$", "holds half of a surrogate pair");
        }
    }

    /** Keeps decimals as they are written, and refuses exponents that would fill the memory when they are expanded. */
    private static final class BoundedNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;
        private static final int LARGEST_SCALE = 1000;

        BoundedNumbers() {
            super(true);
        }

        @Override
        public ValueNode numberNode(BigDecimal value) {
            if (value != null && Math.abs((long) value.scale()) > LARGEST_SCALE) {
                throw outOfRange();
            }
            return super.numberNode(value);
        }

        static RecordRejectedException outOfRange() {
            return new RecordRejectedException(
                    Reason.MALFORMED, "$", "has a number with an exponent over " + LARGEST_SCALE);
        }
    }

    /** Where and what, but not Jackson's own message: it quotes the input. */
    private static String description(JsonProcessingException e) {
        boolean duplicate =
                e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
        JsonLocation location = e.getLocation();
        String where =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        return (duplicate ? "has a key twice" : "is not JSON") + where;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            case NULL -> null;
            default -> node;
        };
    }

    /** Makes a {@link SchemaCheck} from properties, as routes declare them. */
    public static final class Builder {

        private String schema;

        /** Name of the schema, such as {@code schemas/login.schema.json}: in the routes folder, else in the jar. */
        public void setSchema(String schema) {
            this.schema = schema;
        }

        /** @throws ConfigurationException if there is no such schema, or it is none */
        public SchemaCheck build() {
            if (schema == null) {
                throw new ConfigurationException("SchemaCheck needs the property \"schema\"");
            }
            byte[] source = RouteResource.read("schema", schema);
            try {
                return compile(new JsonMapper().readTree(source));
            } catch (ConfigurationException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                throw new ConfigurationException("schema " + schema + " is no JSON Schema: " + why, e);
            }
        }

        private SchemaCheck compile(JsonNode source) {
            if (!source.isObject()) {
                throw new ConfigurationException("schema " + schema + " is no JSON Schema: it must be an object");
            }
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            Schema compiled = registry.getSchema(source);
            String dialect = compiled.getSchemaContext().getDialect().getId();
            List<Error> faults = registry.getSchema(SchemaLocation.of(dialect)).validate(source);
            if (!faults.isEmpty()) {
                throw new ConfigurationException("schema " + schema + " is no JSON Schema: at "
                        + faults.get(0).getInstanceLocation() + ": "
                        + faults.get(0).getMessage());
            }
            // Here and not at the first record, which would be blamed for a reference that leads nowhere.
            compiled.initializeValidators();
            return new SchemaCheck(compiled, source);
        }
    }
}
