package dev.dromedary.keys;

import com.google.crypto.tink.KeysetHandle;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What may be told of a keyset: no key material. Immutable.
 *
 * @param kind what its keys are for
 * @param primaryKeyId the key that new values are masked or encrypted with
 * @param keyIds all its keys, the oldest first, each as eight lower-case hex digits
 */
public record KeysetInfo(KeysetKind kind, String primaryKeyId, List<String> keyIds) {

    public KeysetInfo {
        keyIds = List.copyOf(keyIds);
    }

    static KeysetInfo of(KeysetKind kind, KeysetHandle keyset) {
        List<String> ids = IntStream.range(0, keyset.size())
                .mapToObj(i -> keyId(keyset.getAt(i).getId()))
                .toList();
        return new KeysetInfo(kind, keyId(keyset.getPrimary().getId()), ids);
    }

    /** A key id as it is printed and as tokens carry it: eight lower-case hex digits. */
    public static String keyId(int id) {
        return HexFormat.of().toHexDigits(id);
    }
}
