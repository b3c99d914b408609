package dev.dromedary.objects;

import dev.dromedary.batch.Preview.Excerpt;
import dev.dromedary.s3.ObjectDownload;
import dev.dromedary.s3.ObjectStore;
import dev.dromedary.s3.ObjectSummary;
import dev.dromedary.xml.JsonToXml;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Converts the beginning of an object, and keeps the beginning of its XML. What one request gets is read to its end, so
 * that a fault in it is found; of a larger object the first part (invariant 5). Immutable and thread-safe.
 */
final class XmlPreview {

    /** How much XML is kept of one object, and of all together. */
    private static final int MOST = 64 * 1024;

    private static final int MOST_OF_ALL = 8 * 1024 * 1024;

    private final ObjectStore store;
    private final JsonToXml xml;
    private final int most;

    /** @param objects how many there will be */
    XmlPreview(ObjectStore store, JsonToXml xml, int objects) {
        this.store = store;
        this.xml = xml;
        this.most = Math.min(MOST, MOST_OF_ALL / Math.max(1, objects));
    }

    /**
     * @throws dev.dromedary.xml.JsonRejectedException if what was read of it is at fault
     * @throws dev.dromedary.s3.ObjectException if the object cannot be read
     */
    Excerpt of(ObjectSummary object) {
        Beginning kept = new Beginning(most);
        try (ObjectDownload all = store.read(object, 1)) {
            xml.convert(new FirstPart(all, store.partBytes()), kept, JsonToXml.Form.of(object.key()));
            return kept.excerpt(true);
        } catch (PartReadException e) {
            return kept.excerpt(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the streams of a store throw none", e);
        }
    }

    /** The first part was read, and there is more. */
    private static final class PartReadException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private static final class FirstPart extends FilterInputStream {

        private long left;

        FirstPart(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = left > 0 ? in.read(bytes, offset, (int) Math.min(length, left)) : rest();
            left -= Math.max(read, 0);
            return read;
        }

        private int rest() throws IOException {
            if (((ObjectDownload) in).isAtEnd()) {
                return -1;
            }
            throw new PartReadException();
        }
    }

    private static final class Beginning extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int most;
        private boolean more;

        Beginning(int most) {
            this.most = most;
        }

        @Override
        public void write(int unit) {
            write(new byte[] {(byte) unit}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int fits = Math.min(length, most - kept.size());
            kept.write(bytes, offset, fits);
            more |= fits < length;
        }

        /** Ends before a character that did not fit. */
        Excerpt excerpt(boolean all) {
            byte[] bytes = kept.toByteArray();
            int end = bytes.length;
            if (more) {
                while (end > 0 && (bytes[end - 1] & 0xC0) == 0x80) {
                    end--;
                }
                end = Math.max(0, end - 1);
            }
            return new Excerpt(new String(bytes, 0, end, StandardCharsets.UTF_8), all && !more);
        }
    }
}
