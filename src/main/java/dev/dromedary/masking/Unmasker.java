package dev.dromedary.masking;

/** Gives back the value that a token stands for. Immutable and safe for use by several threads. */
public interface Unmasker {

    /**
     * The value of a token.
     *
     * @throws UnmaskException if the token is not reversible, is malformed or altered, or its key is not at hand
     */
    String unmask(String token);

    /**
     * Id of the key that a token was made with.
     *
     * @throws UnmaskException if the text does not have the form of a reversible token
     */
    String keyId(String token);
}
