package dev.dromedary.xml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;
import java.util.Arrays;

/**
 * Jackson's parser of UTF-8, with one thing added: a text goes from the input's buffer to the output's, escaped for XML,
 * without becoming characters on the way. So a text of any length takes no memory, where Jackson gathers it first. Not
 * thread-safe.
 */
final class JsonTokens extends UTF8StreamJsonParser {

    static final int LONGEST_NUMBER = 100_000;

    private static final int BUFFER = 16 * 1024;
    /** In bytes, and so that every key that makes a name of {@link ElementNames#LONGEST} is well below. */
    private static final int LONGEST_KEY = 16 * 1024;

    /** Bytes that do not simply pass where they stand in a text; 0xEF begins U+FFFE and U+FFFF among others. */
    private static final boolean[] SPECIAL = special();

    private final Factory factory;
    private final Utf8Stream input;
    private final InvalidCharacters invalid;

    private JsonTokens(
            Factory factory,
            IOContext context,
            int features,
            Utf8Stream input,
            ByteQuadsCanonicalizer names,
            byte[] buffer,
            InvalidCharacters invalid) {
        super(context, features, input, null, names, buffer, 0, 0, 0, false);
        this.factory = factory;
        this.input = input;
        this.invalid = invalid;
    }

    /** Makes parsers that share what they know of keys. Thread-safe. */
    static final class Factory extends JsonFactory {

        private static final long serialVersionUID = 1L;

        /** @param depth how many lists and objects may be open */
        Factory(int depth) {
            super(new JsonFactoryBuilder()
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .disable(Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(depth)
                            .maxNameLength(LONGEST_KEY)
                            .maxNumberLength(LONGEST_NUMBER)
                            // Texts pass by; only a number is gathered, and it should not be so beyond this.
                            .maxStringLength(LONGEST_NUMBER)
                            .build()));
        }

        JsonTokens tokens(Utf8Stream input, InvalidCharacters invalid) {
            return tokens(input, new byte[BUFFER], invalid);
        }

        private JsonTokens tokens(Utf8Stream input, byte[] buffer, InvalidCharacters invalid) {
            return new JsonTokens(
                    this,
                    _createContext(_createContentReference(input), false),
                    _parserFeatures,
                    input,
                    _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
                    buffer,
                    invalid);
        }
    }

    private static boolean[] special() {
        boolean[] special = new boolean[256];
        Arrays.fill(special, 0, ' ', true);
        for (int unit : new int[] {'"', '\\', '&', '<', '>', 0xEF}) {
            special[unit] = true;
        }
        return special;
    }

    /**
     * A parser that goes on right behind the value or bracket where this one is, without this input's keys: Jackson would
     * remember some 50,000 of them, of any length. This one is of no use any more.
     */
    JsonTokens withoutKeys() {
        JsonTokens next = factory.tokens(input, _inputBuffer, invalid);
        next._inputPtr = _inputPtr;
        next._inputEnd = _inputEnd;
        next._currInputProcessed = _currInputProcessed;
        next._currInputRow = _currInputRow;
        next._currInputRowStart = _currInputRowStart;
        next._tokenInputRow = _tokenInputRow;
        next._parsingContext = _parsingContext;
        return next;
    }

    /** The line on which the current token begins, from 1. */
    int tokenLine() {
        return _tokenInputRow;
    }

    /** That the input is rejected here. */
    JsonRejectedException rejection(String fault) {
        return rejection(currentLocation(), fault);
    }

    /** That the input ends to be UTF-8 here. Jackson's place is that of the next buffer, which there is not. */
    JsonRejectedException rejection(Utf8Stream.MalformedException e) {
        JsonLocation at = currentLocation();
        long beyond = at.getByteOffset() + input.mark() - input.count();
        return new JsonRejectedException(at.getLineNr(), at.getColumnNr() - beyond, input.count(), e.getMessage());
    }

    /** The same as Jackson has found, in other words. */
    JsonRejectedException rejection(JsonProcessingException e) {
        return rejection(
                e.getLocation(), Faults.words(e, streamReadConstraints().getMaxNestingDepth()));
    }

    JsonRejectedException rejection(JsonLocation at, String fault) {
        JsonLocation known = at == null ? currentLocation() : at;
        return new JsonRejectedException(
                known.getLineNr(), known.getColumnNr(), known.getByteOffset() + input.mark(), fault);
    }

    /** Writes the text that is the current token; once, and not after anything else has asked for it. */
    void writeText(XmlOutput out) throws IOException {
        while (true) {
            if (_inputPtr == _inputEnd) {
                _loadMoreGuaranteed();
            }
            int start = _inputPtr;
            int at = start;
            int end = _inputEnd;
            byte[] bytes = _inputBuffer;
            while (at < end && !SPECIAL[bytes[at] & 0xFF]) {
                at++;
            }
            out.put(bytes, start, at - start);
            _inputPtr = at;
            if (at < end && endsAtSpecial(out)) {
                _tokenIncomplete = false;
                return;
            }
        }
    }

    private boolean endsAtSpecial(XmlOutput out) throws IOException {
        int unit = _inputBuffer[_inputPtr++] & 0xFF;
        switch (unit) {
            case '"' -> {
                return true;
            }
            case '\\' -> writeEscaped(out);
            case 0xEF -> writeTriple(out);
            default -> {
                if (unit < ' ') {
                    _throwUnquotedSpace(unit, "string value");
                }
                out.putCharacter(unit);
            }
        }
        return false;
    }

    private void writeTriple(XmlOutput out) throws IOException {
        int second = nextByte();
        int third = nextByte();
        if (second == 0xBF && third >= 0xBE) {
            writeInvalid(out);
        } else {
            out.put(0xEF);
            out.put(second);
            out.put(third);
        }
    }

    private void writeEscaped(XmlOutput out) throws IOException {
        char unit = _decodeEscaped();
        while (Character.isHighSurrogate(unit)) {
            if (peekByte() != '\\') {
                writeInvalid(out);
                return;
            }
            _inputPtr++;
            char next = _decodeEscaped();
            if (Character.isLowSurrogate(next)) {
                out.putCharacter(Character.toCodePoint(unit, next));
                return;
            }
            writeInvalid(out);
            unit = next;
        }
        boolean valid = unit >= ' ' ? unit < 0xFFFE && !Character.isLowSurrogate(unit) : "\t\n\r".indexOf(unit) >= 0;
        if (valid) {
            out.putCharacter(unit);
        } else {
            writeInvalid(out);
        }
    }

    /**
     * Lets surrogates pass that are escaped in a key, for Jackson 2.21.0 refuses even a pair of them (jackson-core#1541);
     * a name can hold each of them encoded. Those that are not escaped never get here: {@link Utf8Stream} stops them.
     */
    @Override
    protected void _reportInvalidUTF8Surrogate(int surrogate) {}

    private void writeInvalid(XmlOutput out) throws IOException {
        if (invalid == InvalidCharacters.REFUSE) {
            throw rejection("a character that XML 1.0 cannot hold");
        }
        out.put(XmlOutput.REPLACEMENT);
    }

    private int peekByte() throws IOException {
        if (_inputPtr == _inputEnd) {
            _loadMoreGuaranteed();
        }
        return _inputBuffer[_inputPtr] & 0xFF;
    }

    private int nextByte() throws IOException {
        int next = peekByte();
        _inputPtr++;
        return next;
    }
}
