package dev.dromedary.ledger;

import dev.dromedary.batch.UnavailableException;

/**
 * DynamoDB does not answer, throttles, or answers that something is wrong with itself. The message holds the table, the
 * error's code or the network's words, and nothing of a request.
 */
public final class LedgerUnavailableException extends UnavailableException {

    LedgerUnavailableException(String message) {
        super(message);
    }
}
