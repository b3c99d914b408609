package dev.dromedary.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tells whether a private key belongs to a certificate, by signing with the one and checking with the other. */
final class KeyPairs {

    private static final byte[] SAMPLE = "dromedary".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** @throws GeneralSecurityException if it does not */
    static void requireFit(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm()) || !fits(key, certified)) {
            throw new GeneralSecurityException("it is not the certificate of the key that goes with it");
        }
    }

    private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("EdDSA")
                ? "EdDSA"
                : "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}
