package dev.dromedary.ledger;

import java.util.UUID;

/** Names processes, for people: what tells claims apart is their id. */
final class Owner {

    private static final String OF_THIS_PROCESS = "process "
            + ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);

    private Owner() {}

    /** The same at each call. */
    static String ofThisProcess() {
        return OF_THIS_PROCESS;
    }
}
