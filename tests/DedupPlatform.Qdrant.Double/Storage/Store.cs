using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>All collections and aliases, behind one lock.</summary>
internal sealed class Store(TimeSpan applyAfter, Faults faults)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Collection> _collections = [];
    private readonly Dictionary<string, string> _aliases = [];

    /// <summary>Works on the collection of a name or an alias.</summary>
    public T Use<T>(string name, Func<Collection, T> use)
    {
        lock (_lock)
        {
            return use(Find(name));
        }
    }

    /// <summary>Takes a write: applies it at once where somebody waits for it, later where not.</summary>
    public UpdateStatus Write(string name, bool wait, Func<Collection, Action> prepare)
    {
        lock (_lock)
        {
            var collection = Find(name);
            faults.Paused = false;
            collection.Enqueue(prepare(collection));
            if (wait && !faults.TakeLateWrite())
            {
                collection.ApplyPending();
                return UpdateStatus.Completed;
            }

            _ = ApplyLaterAsync(collection);
            return wait ? UpdateStatus.WaitTimeout : UpdateStatus.Acknowledged;
        }
    }

    public void ApplyPending()
    {
        lock (_lock)
        {
            foreach (var collection in _collections.Values)
            {
                collection.ApplyPending();
            }
        }
    }

    public void Create(CreateCollection request)
    {
        CollectionRules.Check(request);
        lock (_lock)
        {
            if (_aliases.ContainsKey(request.CollectionName))
            {
                throw Refusals.BadInput($"Can't create collection with name {request.CollectionName}. Alias with the same name already exists");
            }

            if (!_collections.TryAdd(request.CollectionName, new Collection(request)))
            {
                throw Refusals.Exists(request.CollectionName);
            }
        }
    }

    /// <returns>Whether there was one of this name; an alias is none.</returns>
    public bool Delete(string name)
    {
        CollectionRules.CheckName(name);
        lock (_lock)
        {
            foreach (var alias in _aliases.Where(alias => alias.Value == name).Select(alias => alias.Key).ToList())
            {
                _aliases.Remove(alias);
            }

            return _collections.Remove(name);
        }
    }

    public IReadOnlyList<string> Names()
    {
        lock (_lock)
        {
            return [.. _collections.Keys];
        }
    }

    public void LoseAliases()
    {
        lock (_lock)
        {
            _aliases.Clear();
        }
    }

    public IReadOnlyDictionary<string, string> Aliases()
    {
        lock (_lock)
        {
            return _aliases.ToDictionary();
        }
    }

    /// <summary>Nobody sees the list half done, but what comes before a faulty action stays done.</summary>
    public void Change(IEnumerable<AliasOperations> actions)
    {
        lock (_lock)
        {
            foreach (var action in actions)
            {
                Change(action);
            }
        }
    }

    private void Change(AliasOperations action)
    {
        switch (action.ActionCase)
        {
            case AliasOperations.ActionOneofCase.CreateAlias:
                var (alias, target) = (action.CreateAlias.AliasName, action.CreateAlias.CollectionName);
                _ = _collections.ContainsKey(target) ? 0 : throw Refusals.NoCollection(target);
                _aliases[alias] = !_collections.ContainsKey(alias) ? target : throw Refusals.Exists(alias);
                break;
            case AliasOperations.ActionOneofCase.DeleteAlias:
                _aliases.Remove(action.DeleteAlias.AliasName);
                break;
            case AliasOperations.ActionOneofCase.RenameAlias:
                var renamed = _aliases.Remove(action.RenameAlias.OldAliasName, out var collection) ? collection : throw Refusals.NoAlias(action.RenameAlias.OldAliasName);
                _aliases[action.RenameAlias.NewAliasName] = renamed;
                break;
            default:
                throw Refusals.BadInput("Malformed AliasOperation");
        }
    }

    private Collection Find(string name)
    {
        CollectionRules.CheckName(name);
        return _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name)) ?? throw Refusals.NoCollection(name);
    }

    private async Task ApplyLaterAsync(Collection collection)
    {
        await Task.Delay(applyAfter);
        lock (_lock)
        {
            collection.ApplyPending();
        }
    }
}
