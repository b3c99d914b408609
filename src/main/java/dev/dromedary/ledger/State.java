package dev.dromedary.ledger;

/** What has become of a version of an object. */
public enum State {
    /** Seen, begun perhaps and given back; free for anybody. */
    PENDING,
    /** In the hands of an owner, until the owner's lease runs out. */
    IN_PROGRESS,
    /** Done, and the last of its key to be so. */
    COMPLETED,
    /** Tried, and at fault; free for as long as there are attempts left. */
    FAILED,
    /** Ended, but another version of the key was begun later: work again, if the key has this content again. */
    SUPERSEDED
}
