package dev.specter.dtls;

/**
 * What a transport has counted since it was made. Immutable.
 *
 * @param datagramsSent datagrams handed to the listener
 * @param datagramsReceived datagrams taken from the network
 * @param bytesSent bytes of the datagrams sent
 * @param bytesReceived bytes of the datagrams received
 * @param dataRecordsSent records of application data sent
 * @param dataRecordsReceived records of application data delivered
 * @param recordsFiltered records dropped before the library saw them: malformed, too short for
 *     their cipher, or of an unknown type
 * @param datagramsDiscarded datagrams dropped whole: a bound was reached, or the state was final
 */
public record DtlsCounters(
        long datagramsSent,
        long datagramsReceived,
        long bytesSent,
        long bytesReceived,
        long dataRecordsSent,
        long dataRecordsReceived,
        long recordsFiltered,
        long datagramsDiscarded) {}
