package dev.dromedary.ledger;

/** What has become of a version of an object. */
public enum State {
    /** Seen, begun perhaps and given back; free for anybody. */
    PENDING,
    /** In the hands of an owner, until the owner's lease runs out. */
    IN_PROGRESS,
    /** Done, for good. */
    COMPLETED,
    /** Tried, and at fault; free for as long as there are attempts left. */
    FAILED
}
