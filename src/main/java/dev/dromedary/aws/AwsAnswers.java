package dev.dromedary.aws;

import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells what an answer of AWS that is a refusal says, for routes that send to AWS themselves. Immutable and thread-safe. */
public final class AwsAnswers {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    /**
     * Whether the system is at fault, which is down or has too much to do, and not the request: the same one may succeed later.
     *
     * @param e an answer of AWS, or what it has caused; false for anything else. Of this type, because Camel knows no other
     *     one as that of the exception of an exchange
     */
    public boolean isOutage(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkServiceException answer) {
                return isOutage(answer);
            }
        }
        return false;
    }

    private static boolean isOutage(SdkServiceException answer) {
        return isOutage(answer, answer.statusCode());
    }

    /** The same, where the status of an answer is another one than that which it came with. */
    public static boolean isOutage(SdkServiceException answer, int status) {
        return status >= SERVER_ERROR && status != NOT_IMPLEMENTED
                || status == TOO_MANY_REQUESTS
                || status == REQUEST_TIMEOUT
                || answer.isThrottlingException();
    }
}
