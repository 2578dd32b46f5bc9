using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>A stored file as a stream with positions: the store is asked for the rest from wherever reading begins.</summary>
public sealed class StoredFile(IFileStore store, string container, string key, long length) : ForwardStream
{
    private Stream? _open;
    private long _position;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value == _position)
                return;
            _position = value;
            _open?.Dispose();
            _open = null;
        }
    }

    /// <exception cref="StoreUnavailable">The store does not answer, or has it no more.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length)
            return 0;
        _open ??= await store.Open(container, key, _position, length - _position, cancellationToken) ?? throw new StoreUnavailable("The file is not where it was stored.");
        var read = await _open.ReadAsync(buffer, cancellationToken);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }
}
