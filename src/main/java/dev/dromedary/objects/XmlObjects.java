package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.Previewable;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.ledger.Outcome;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.s3.ObjectChangedException;
import dev.dromedary.s3.ObjectDownload;
import dev.dromedary.s3.ObjectException;
import dev.dromedary.s3.ObjectRefusedException;
import dev.dromedary.s3.ObjectStore;
import dev.dromedary.s3.ObjectSummary;
import dev.dromedary.s3.ObjectUpload;
import dev.dromedary.s3.OutputObject;
import dev.dromedary.s3.OutputTakenException;
import dev.dromedary.s3.StoredObject;
import dev.dromedary.s3.UploadSweeper;
import dev.dromedary.s3.WrittenObject;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import dev.dromedary.xml.JsonRejectedException;
import dev.dromedary.xml.JsonToXml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The step that makes an XML object of a JSON object: reads, converts and writes at the same time, in bounded memory
 * (invariant 5), and makes the output visible when it is whole (invariant 6). Equal input gives equal output, so that what
 * an interrupted run has sent is not sent again. Thread-safe.
 *
 * <p>An output is written only if nothing is there, or in the place of an earlier output of the same object while the
 * version that was read is still the newest. Whatever else arrives there meanwhile stays (invariant 2).
 */
public final class XmlObjects implements Requirement, Previewable {

    private static final String CONTENT_TYPE = "application/xml";

    /** Metadata of an output that tells whose it is, and of which version. */
    private static final String SOURCE = "source";

    private static final String SOURCE_ETAG = "source-etag";

    /** How often others may write at the same place before we give up. */
    private static final int MOST_RIVALS = 5;

    private final ObjectStore store;
    private final JsonToXml xml;
    private final String bucket;
    private final String setting;
    private final OutputKeys keys;
    private final TransferMemory memory;

    private XmlObjects(Builder builder) {
        this.store = builder.store;
        this.xml = builder.xml;
        this.bucket = builder.outputBucket == null ? builder.inputBucket : builder.outputBucket;
        this.setting = "for catalog: " + (builder.outputBucket == null ? "catalog.bucket" : "catalog.output-bucket");
        this.keys = new OutputKeys(builder.inputPrefix, builder.outputPrefix);
        this.memory = new TransferMemory(builder.memory.bytes(), store.partBytes(), store.parts());
    }

    @Override
    public String system() {
        return "bucket " + bucket;
    }

    @Override
    public void check() throws Exception {
        store.bucket(bucket, setting).check();
    }

    /**
     * Converts one object.
     *
     * @return what became of it: landed, or rejected for what the object is
     * @throws dev.dromedary.batch.UnavailableException if S3 or the ledger is down; what is up stays, to go on with
     */
    public Batch convert(ClaimedObject object) throws InterruptedException {
        ObjectSummary input = object.summary();
        try (TransferMemory.Share share = memory.reserve(input.size())) {
            return object.landed(write(object, output(input), share.outputParts()));
        } catch (UnavailableException e) {
            object.waiting(e);
            throw e;
        } catch (ObjectChangedException e) {
            forgetUpload(object);
            return object.gone(e.getMessage());
        } catch (JsonRejectedException | ObjectException e) {
            return rejected(object, reason(e), e);
        }
    }

    /** @throws RuntimeException the fault itself, if it is none of the object */
    private static Reason reason(RuntimeException fault) {
        if (fault instanceof JsonRejectedException) {
            return Reason.MALFORMED;
        }
        if (fault instanceof ObjectRefusedException) {
            return Reason.REFUSED;
        }
        if (fault instanceof ObjectException) {
            return Reason.INVALID;
        }
        throw fault;
    }

    /** Of each object its key, the key of its output, and the beginning of the XML. */
    @Override
    public Preview preview(Batch batch) {
        List<Map<String, Object>> written = new ArrayList<>();
        List<Rejection> refused = new ArrayList<>(batch.rejections());
        XmlPreview beginnings = new XmlPreview(store, xml, batch.records().size());
        for (SourceRecord record : batch.records()) {
            if (!(record.fields().get(ObjectPeek.OBJECT) instanceof ObjectSummary input)) {
                throw new ConfigurationException("only objects of s3-objects: can be made into XML objects");
            }
            try {
                written.add(preview(input, beginnings));
            } catch (RuntimeException e) {
                refused.add(new Rejection(record, reason(e), "$", e.getMessage()));
            }
        }
        return new Preview(written, refused);
    }

    private Map<String, Object> preview(ObjectSummary input, XmlPreview beginnings) {
        replaceable(input);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("object", input.path());
        shown.put("size", input.size());
        shown.put("output", bucket + "/" + keys.of(input.key()));
        shown.put("xml", beginnings.of(input));
        return shown;
    }

    /** What aborts forgotten uploads of outputs. */
    UploadSweeper sweeper(Clock clock) {
        return store.sweeper(bucket, keys.outputPrefix(), clock);
    }

    private Batch rejected(ClaimedObject object, Reason reason, RuntimeException fault) {
        forgetUpload(object);
        return object.rejected(reason, fault.getMessage());
    }

    /** Whoever has taken the object over may be sending parts of the same upload. */
    private void forgetUpload(ClaimedObject object) {
        object.requireOurs();
        object.uploadId().ifPresent(uploadId -> {
            store.abandon(replacing(object.summary(), Optional.empty()), uploadId);
            object.attach(null);
        });
    }

    /**
     * To look first costs a request, which is worth it only where another attempt would send many parts again. What is
     * there of this very version, by a run that ended before the ledger heard of it, is to be found and not replaced.
     */
    private OutputObject output(ObjectSummary input) {
        Optional<StoredObject> there = input.size() > store.partBytes() ? replaceable(input) : Optional.empty();
        return replacing(input, there.filter(output -> !isOf(input, output)));
    }

    private static boolean isOf(ObjectSummary input, StoredObject output) {
        return input.etag().equals(output.metadata().get(SOURCE_ETAG));
    }

    private OutputObject replacing(ObjectSummary input, Optional<StoredObject> there) {
        String etag = there.map(output -> output.summary().etag()).orElse(null);
        Map<String, String> metadata = Map.of(SOURCE, SourceName.of(input), SOURCE_ETAG, input.etag());
        return new OutputObject(bucket, keys.of(input.key()), etag, CONTENT_TYPE, metadata);
    }

    /**
     * Looks at the output's place before the input is read, never after: then what is replaced is no newer than what was
     * read, because S3 gives the claimed version only as long as it is the newest.
     */
    private Outcome write(ClaimedObject object, OutputObject first, int parts) {
        OutputObject output = first;
        for (int rivals = 0; ; rivals++) {
            try {
                return move(object, output, parts);
            } catch (OutputTakenException e) {
                if (rivals == MOST_RIVALS) {
                    throw e;
                }
                object.requireOurs();
                output = replacing(object.summary(), replaceable(object.summary()));
            }
        }
    }

    /** What is there and may be replaced. */
    private Optional<StoredObject> replaceable(ObjectSummary input) {
        String key = keys.of(input.key());
        Optional<StoredObject> there = store.findOutput(bucket, key);
        if (there.isPresent()
                && !SourceName.of(input).equals(there.get().metadata().get(SOURCE))) {
            throw new ObjectRefusedException(
                    input.path(),
                    "its output " + bucket + "/" + key + " is there already, and was not made of it; move it away, or"
                            + " write to another prefix");
        }
        return there;
    }

    private Outcome move(ClaimedObject object, OutputObject output, int parts) {
        ObjectSummary input = object.summary();
        try (ObjectDownload from = store.read(input);
                ObjectUpload to = store.resume(output, object.uploadId().orElse(null), parts, object::attach)) {
            xml.convert(from, to, JsonToXml.Form.of(input.key()));
            WrittenObject written = to.complete(Map.of("source-sha256", from.sha256()));
            return new Outcome(
                    from.sha256(),
                    input.size(),
                    output.key(),
                    written.version().etag(),
                    written.sha256(),
                    written.version().size());
        } catch (IOException e) {
            throw new UncheckedIOException("the streams of a store throw none", e);
        }
    }

    /** Makes {@link XmlObjects} from properties, as routes declare them. */
    public static final class Builder {

        private ObjectStore store;
        private JsonToXml xml;
        private String inputBucket;
        private String outputBucket;
        private String inputPrefix = "";
        private String outputPrefix = "";
        private DataSize memory = DataSize.parse("64MiB");

        public void setStore(ObjectStore store) {
            this.store = store;
        }

        /** The form of the XML. */
        public void setXml(JsonToXml xml) {
            this.xml = xml;
        }

        /** Where the inputs are. */
        public void setInputBucket(String inputBucket) {
            this.inputBucket = inputBucket;
        }

        /** Where the outputs go; the same bucket where none is named. */
        public void setOutputBucket(String outputBucket) {
            this.outputBucket = outputBucket;
        }

        /** What is taken off the front of an input's key ... */
        public void setInputPrefix(String inputPrefix) {
            this.inputPrefix = inputPrefix;
        }

        /** ... and what is put in its place. */
        public void setOutputPrefix(String outputPrefix) {
            this.outputPrefix = outputPrefix;
        }

        /** Bytes in work at a time, of all objects together, such as {@code 64MiB}. */
        public void setMemory(String memory) {
            this.memory = DataSize.parse(memory);
        }

        /** @throws ConfigurationException if the memory is less than one object needs */
        public XmlObjects build() {
            return new XmlObjects(this);
        }
    }
}
