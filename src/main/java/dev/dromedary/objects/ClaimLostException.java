package dev.dromedary.objects;

import dev.dromedary.batch.TakenOverException;

/** The lease of a claim ran out, and another process has taken the object over: it is theirs to finish. */
public final class ClaimLostException extends TakenOverException {

    ClaimLostException(String object) {
        super(object + ": another process has taken it over, because its lease was not renewed in time");
    }
}
