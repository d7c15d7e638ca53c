using System.Globalization;

namespace DedupPlatform.Encoding.Tests;

public sealed class ModelDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_directory_is_read_as_it_is()
    {
        new TinyBert { Pooling = Pooling.Max, Normalize = false }.Write(_directory.Path);
        var model = ModelDirectory.Load(_directory.Path + "/");
        model.Dimension.ShouldBe(TinyBert.Hidden);
        model.MaxTokens.ShouldBe(TinyBert.MaxTokens);
        model.Pooling.ShouldBe(Pooling.Max);
        model.Normalize.ShouldBeFalse();
        model.Calibration.ShouldBeNull();
        model.Tokenizer.Encode("How do I RESET my routers?").ShouldBe([2, 5, 6, 7, 8, 9, 10, 11, 4, 3]);
    }

    [Fact]
    public void What_a_file_leaves_out_has_the_original_default()
    {
        new TinyBert().Write(_directory.Path);
        var config = new TinyBert().Config();
        Array.ForEach(["hidden_act", "type_vocab_size", "layer_norm_eps"], key => config.Remove(key));
        TinyBert.WriteJson(_directory.Path, "config.json", config);
        Array.ForEach(["sentence_bert_config.json", "tokenizer_config.json"], file => File.Delete(_directory[file]));
        var model = ModelDirectory.Load(_directory.Path);
        var read = model.Config.ShouldBeOfType<BertConfig>();
        read.HiddenAct.ShouldBe("gelu");
        read.LayerNormEps.ShouldBe(1e-12f);
        model.MaxTokens.ShouldBe(read.MaxPositionEmbeddings);
        model.Tokenizer.Encode("HOW").ShouldBe([2, 5, 3]);
    }

    [Fact]
    public void Its_name_is_the_directory_and_the_weights_and_fits_into_a_collection_name()
    {
        var path = _directory["My Model (v2)"];
        new TinyBert().Write(path);
        ModelDirectory.Load(path).Name.ShouldMatch("^my-model--v2--[0-9a-f]{8}$");
        var before = ModelDirectory.Load(path).Name;
        new TinyBert { DType = "F16" }.Write(path);
        ModelDirectory.Load(path).Name.ShouldNotBe(before);
    }

    [Fact]
    public void Weights_are_found_under_every_name_they_are_known_by()
    {
        var weights = new TinyBert
        {
            Spelling = name => "bert." + name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
                .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal),
        }.Write(_directory.Path);
        using var file = ModelDirectory.Load(_directory.Path).OpenWeights();
        file.Names.ShouldBe(weights.Keys, ignoreOrder: true);
        file.Names.ShouldAllBe(name => file.Read(name).SequenceEqual(weights[name]));
    }

    [Fact]
    public void A_tokenizer_json_does_where_there_is_no_vocabulary()
    {
        new TinyBert().Write(_directory.Path);
        File.Delete(_directory["vocab.txt"]);
        File.Delete(_directory["tokenizer_config.json"]);
        TinyBert.WriteJson(_directory.Path, "tokenizer.json", TokenizerJson("WordPiece", lowercase: false));
        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how HOW").ShouldBe([2, 5, 1, 3]);
    }

    [Fact]
    public void A_tokenizer_json_that_adds_tokens_is_refused_even_where_there_is_a_vocabulary()
    {
        new TinyBert().Write(_directory.Path);
        TinyBert.WriteJson(_directory.Path, "tokenizer.json", TokenizerJson("WordPiece", lowercase: true, special: false));
        ShouldRefuse("tokenizer.json", "added_tokens holds '[CLS]'; only special tokens are supported");
    }

    [Fact]
    public void Added_tokens_that_are_special_and_prompts_for_those_who_ask_for_them_do_no_harm()
    {
        new TinyBert().Write(_directory.Path);
        TinyBert.WriteJson(_directory.Path, "tokenizer.json", TokenizerJson("WordPiece", lowercase: true));
        File.WriteAllText(_directory["tokenizer_config.json"], """
            {"mask_token":"[MASK]","added_tokens_decoder":{"0":{"content":"[PAD]","lstrip":false,"normalized":false,"special":true},
            "1":{"content":"[UNK]","special":true}}}
            """);
        File.WriteAllText(_directory["added_tokens.json"], """{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"[MASK]":4}""");
        File.WriteAllText(_directory["config_sentence_transformers.json"], """{"prompts":{"query":"query: "},"default_prompt_name":null}""");
        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how").ShouldBe([2, 5, 3]);
    }

    [Fact]
    public void Added_tokens_that_the_configuration_names_as_special_and_an_empty_prompt_do_no_harm()
    {
        new TinyBert().Write(_directory.Path);
        File.WriteAllText(_directory["tokenizer_config.json"], """{"pad_token":"<pad>","mask_token":{"content":"<mask>","lstrip":true}}""");
        File.WriteAllText(_directory["added_tokens.json"], """{"<pad>":0,"<mask>":4}""");
        File.WriteAllText(_directory["config_sentence_transformers.json"], """{"prompts":{"text":""},"default_prompt_name":"text"}""");
        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how").ShouldBe([2, 5, 3]);
    }

    [Theory]
    [InlineData("", "{}", "e i 中 国")]
    [InlineData("", """{"do_lower_case":false}""", "É İ 中 国")]
    [InlineData("", """{"do_lower_case":false,"strip_accents":true}""", "E I 中 国")]
    [InlineData("", """{"strip_accents":false}""", "é i\u0307 中 国")]
    [InlineData("", """{"tokenize_chinese_chars":false}""", "e i 中国")]
    [InlineData(""","lowercase":false""", "{}", "É İ 中 国")]
    [InlineData(""","lowercase":false,"strip_accents":true""", "{}", "E I 中 国")]
    [InlineData(""","handle_chinese_chars":false""", "{}", "e i 中国")]
    [InlineData(""","lowercase":false,"strip_accents":false,"handle_chinese_chars":false""",
        """{"do_lower_case":true,"strip_accents":true,"tokenize_chinese_chars":true}""", "e i 中 国")]
    public void Text_is_prepared_as_the_model_wants_it_and_its_configuration_has_the_last_word(string normalizer, string config, string words)
    {
        string[] vocabulary = ["[UNK]", "[CLS]", "[SEP]", "É", "é", "E", "e", "İ", "I", "i", "i\u0307", "中", "国", "中国"];
        new TinyBert().Write(_directory.Path);
        File.WriteAllLines(_directory["vocab.txt"], vocabulary);
        File.WriteAllText(_directory["tokenizer_config.json"], config);
        File.WriteAllText(_directory["tokenizer.json"], $$"""
            {"normalizer":{"type":"BertNormalizer"{{normalizer}}},"pre_tokenizer":{"type":"BertPreTokenizer"},
            "post_processor":{"type":"BertProcessing"},"model":{"vocab":{} } }
            """);
        var ids = ModelDirectory.Load(_directory.Path).Tokenizer.Encode("É İ 中国");
        ids[1..^1].Select(id => vocabulary[id]).ShouldBe(words.Split(' '));
    }

    [Fact]
    public void A_calibration_beside_the_weights_is_read()
    {
        new TinyBert().Write(_directory.Path);
        new Calibration { Threshold = 0.5f, Curve = [new(0.5f, 0.5f)], Source = "a test" }.Save(_directory[Calibration.FileName]);
        ModelDirectory.Load(_directory.Path).Calibration!.Threshold.ShouldBe(0.5f);
    }

    [Fact]
    public void The_light_architecture_is_read_too()
    {
        new TinyBiLstm { Pooling = Pooling.Max }.Write(_directory.Path);
        Array.ForEach(["sentence_bert_config.json", "tokenizer_config.json"], file => File.Delete(_directory[file]));
        var model = ModelDirectory.Load(_directory.Path);
        var config = model.Config.ShouldBeOfType<BiLstmConfig>();
        config.EmbeddingSize.ShouldBe(TinyBiLstm.Embedding);
        config.HiddenSize.ShouldBe(TinyBiLstm.Hidden);
        config.NumHiddenLayers.ShouldBe(2);
        model.Dimension.ShouldBe(16);
        model.MaxTokens.ShouldBe(512);
        new TinyBiLstm { Projection = null }.Write(_directory.Path);
        ModelDirectory.Load(_directory.Path).Dimension.ShouldBe(2 * TinyBiLstm.Hidden);
    }

    [Theory]
    [InlineData("hidden_size", 0, "config.json", "must be 1 or more")]
    [InlineData("projection_size", 0, "config.json", "must be 1 or more")]
    [InlineData("embedding_size", null, "config.json", "embedding_size")]
    [InlineData("num_hidden_layers", 3, "model.safetensors", "tensor 'lstm.weight_ih_l2' is missing")]
    [InlineData("hidden_size", 5, "model.safetensors", "tensor 'lstm.weight_ih_l0' has shape [48, 20], config.json needs [20, 20]")]
    public void A_light_network_that_would_be_computed_wrongly_is_refused(string key, object? value, string file, string message)
    {
        var tiny = new TinyBiLstm();
        tiny.Write(_directory.Path);
        var config = tiny.Config();
        config[key] = value!;
        TinyBert.WriteJson(_directory.Path, "config.json", config);
        ShouldRefuse(file, message);
    }

    [Theory]
    [InlineData("model_type", "roberta", "only 'bert' and 'bilstm' are supported")]
    [InlineData("hidden_act", "gelu_new", "only 'gelu' is supported")]
    [InlineData("position_embedding_type", "relative_key", "only 'absolute' is supported")]
    [InlineData("is_decoder", true, "an encoder is needed")]
    [InlineData("num_attention_heads", 5, "must be a multiple")]
    [InlineData("hidden_size", 0, "must be 1 or more")]
    [InlineData("layer_norm_eps", -1, "layer_norm_eps is -1")]
    [InlineData("max_position_embeddings", 2, "max_position_embeddings is 2; 3 or more is needed")]
    [InlineData("hidden_size", null, "hidden_size")]
    [InlineData("hidden_act", null, "hidden_act")]
    public void A_network_that_would_be_computed_wrongly_is_refused(string key, object? value, string message)
    {
        new TinyBert().Write(_directory.Path);
        var config = new TinyBert().Config();
        config[key] = value!;
        TinyBert.WriteJson(_directory.Path, "config.json", config);
        ShouldRefuse("config.json", message);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("modules.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("vocab.txt")]
    [InlineData("model.safetensors")]
    public void A_missing_file_is_named(string file)
    {
        new TinyBert().Write(_directory.Path);
        File.Delete(_directory[file]);
        ShouldRefuse(file, "is ");
    }

    [Theory]
    [InlineData("config.json", "{", "")]
    [InlineData("config.json", "null", "holds null")]
    [InlineData("config.json", "{}", "model_type")]
    [InlineData("modules.json", "[]", "Transformer, Pooling and, if wanted, Normalize")]
    [InlineData("modules.json", """[{"type":"a.Transformer","path":""},{"type":"a.Pooling","path":"1_Pooling"},{"type":"a.Dense","path":"2_Dense"}]""", "'a.Dense'")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_tokens":true,"pooling_mode_cls_token":true}""", "[mean_tokens, cls_token]")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_sqrt_len_tokens":true}""", "exactly one of")]
    [InlineData("1_Pooling/config.json", "{}", "exactly one of")]
    [InlineData("1_Pooling/config.json", "[]", "no JSON object")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":2}""", "max_seq_length is 2")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class":"XLMRobertaTokenizer"}""", "'XLMRobertaTokenizer'")]
    [InlineData("tokenizer_config.json", """{"do_basic_tokenize":false}""", "do_basic_tokenize is false")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":{"4":{"content":"c++","special":false}}}""", "added_tokens_decoder holds 'c++'")]
    [InlineData("added_tokens.json", """{"[PAD]":0,"c++":4}""", "it holds 'c++'; only special tokens are supported")]
    [InlineData("config_sentence_transformers.json", """{"prompts":{"query":"query: "},"default_prompt_name":"query"}""", "default_prompt_name is 'query'")]
    [InlineData("config_sentence_transformers.json", """{"prompts":{"query":""},"default_prompt_name":"text"}""", "default_prompt_name is 'text'")]
    [InlineData("calibration.json", """{"threshold":7,"curve":[],"source":""}""", "threshold is 7")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[{"similarity":-1e39,"probability":0},{"similarity":1,"probability":1}],"source":""}""", "curve[0] must have a similarity from -1 to 1")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[{"similarity":0,"probability":0.6},{"similarity":1,"probability":0.5}],"source":""}""",
        "curve[1] must")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[{"similarity":0,"probability":1.5}],"source":""}""", "a probability from 0 to 1")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[],"source":""}""", "curve is empty")]
    public void A_wrong_file_is_named_with_what_is_wrong(string file, string content, string message)
    {
        new TinyBert().Write(_directory.Path);
        File.WriteAllText(_directory[file], content);
        ShouldRefuse(file, message);
    }

    [Theory]
    [InlineData("2.5")]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-1e30")]
    public void A_tokenizer_that_leaves_no_room_for_a_word_is_refused(string limit)
    {
        new TinyBert().Write(_directory.Path);
        File.Delete(_directory["sentence_bert_config.json"]);
        File.WriteAllText(_directory["tokenizer_config.json"], $$"""{"model_max_length":{{limit}}}""");
        ShouldRefuse("tokenizer_config.json", "3 or more is needed");
    }

    [Fact]
    public void The_shortest_limit_leaves_room_for_one_word()
    {
        new TinyBert().Write(_directory.Path);
        File.Delete(_directory["sentence_bert_config.json"]);
        File.WriteAllText(_directory["tokenizer_config.json"], """{"model_max_length":3}""");
        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how do i").ShouldBe([2, 5, 3]);
    }

    [Theory]
    [InlineData("config.json", "[]", "JSON")]
    [InlineData("config.json", """{"model_type":null}""", "model_type")]
    [InlineData("config.json", """{"model_type":"bert","hidden_size":"wide"}""", "hidden_size")]
    [InlineData("modules.json", "{}", "JSON")]
    [InlineData("modules.json", "[null]", "entry 0 is null")]
    [InlineData("modules.json", """[{"type":null}]""", "type")]
    [InlineData("modules.json", """[{"type":"a.Transformer","path":null}]""", "path")]
    [InlineData("modules.json", """[{"type":"\ud800"}]""", "type")]
    [InlineData("1_Pooling/config.json", "null", "no JSON object")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode":null}""", "exactly one of")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode":["mean"]}""", "exactly one of")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode":"\ud800"}""", "holds text that is no Unicode")]
    [InlineData("1_Pooling/config.json", """{"\ud800":true}""", "holds text that is no Unicode")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":"long"}""", "max_seq_length")]
    [InlineData("tokenizer_config.json", "[]", "JSON")]
    [InlineData("tokenizer_config.json", """{"model_max_length":"long"}""", "model_max_length")]
    [InlineData("tokenizer_config.json", """{"cls_token":{"content":5}}""", "cls_token is {\"content\":5}; text")]
    [InlineData("tokenizer_config.json", """{"cls_token":{"content":null}}""", "cls_token is {\"content\":null}; text")]
    [InlineData("tokenizer_config.json", """{"sep_token":{}}""", "sep_token is {}; text")]
    [InlineData("tokenizer_config.json", """{"unk_token":5}""", "unk_token is 5; text")]
    [InlineData("tokenizer_config.json", """{"unk_token":"\ud800"}""", "unk_token")]
    [InlineData("tokenizer.json", "[]", "JSON")]
    [InlineData("tokenizer.json", """{"model":null}""", "model")]
    [InlineData("tokenizer.json", """{"model":{"vocab":null}}""", "vocab")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{"how":null}}}""", "vocab")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{}},"added_tokens":null}""", "normalizer must be")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{}},"added_tokens":[null]}""", "added_tokens holds null")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{}},"added_tokens":[{"content":5}]}""", "added_tokens")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{}},"added_tokens":[{"content":null}]}""", "added_tokens")]
    [InlineData("tokenizer.json", """{"model":{"vocab":{},"continuing_subword_prefix":null}}""", "model must be a WordPiece")]
    [InlineData("calibration.json", "[]", "JSON")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":null,"source":""}""", "curve")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[null],"source":""}""", "curve")]
    [InlineData("calibration.json", """{"threshold":0.5,"curve":[{"similarity":0,"probability":1}],"source":null}""", "source")]
    public void A_value_of_the_wrong_kind_is_named_with_what_is_wrong(string file, string content, string message)
    {
        new TinyBert().Write(_directory.Path);
        if (file == "tokenizer.json")
        {
            File.Delete(_directory["vocab.txt"]);
        }

        File.WriteAllText(_directory[file], content);
        ShouldRefuse(file, message);
    }

    [Theory]
    [InlineData("../other", "1_Pooling")]
    [InlineData("0_Transformer/../../other", "1_Pooling")]
    [InlineData("/other", "1_Pooling")]
    [InlineData("\0", "1_Pooling")]
    [InlineData("", "..")]
    [InlineData("", "/1_Pooling")]
    public void A_module_outside_the_directory_is_refused(string transformer, string pooling)
    {
        new TinyBert().Write(_directory.Path);
        TinyBert.WriteJson(_directory.Path, "modules.json", new[]
        {
            new { path = transformer, type = "sentence_transformers.models.Transformer" },
            new { path = pooling, type = "sentence_transformers.models.Pooling" },
        });
        ShouldRefuse("modules.json", "it must lie within the model's directory");
    }

    [Theory]
    [InlineData("../default")]
    [InlineData("../loaded")]
    public void A_network_that_is_another_models_or_would_be_a_copys_is_refused(string path)
    {
        new TinyBert().Write(_directory["default"]);
        new TinyBert().Write(_directory["loaded"]);
        TinyBert.WriteJson(_directory["loaded"], "modules.json", new[]
        {
            new { path, type = "sentence_transformers.models.Transformer" },
            new { path = "1_Pooling", type = "sentence_transformers.models.Pooling" },
        });
        Should.Throw<InvalidModelException>(() => ModelDirectory.Load(_directory["loaded"]))
            .Message.ShouldBe($"{_directory["loaded/modules.json"]}: has a Transformer with the path '{path}'; it must lie within the model's directory.");
    }

    [Fact]
    public void A_vocabulary_larger_than_the_network_is_refused()
    {
        new TinyBert().Write(_directory.Path);
        File.AppendAllText(_directory["vocab.txt"], "one\ntoo\n");
        ShouldRefuse("vocab.txt", $"token id {TinyBert.Words.Length}, but config.json gives the network {TinyBert.Words.Length}");
    }

    [Fact]
    public void A_vocabulary_that_is_cut_short_is_refused_and_one_that_leaves_embeddings_free_is_not()
    {
        const int Free = 300;
        new TinyBert { VocabSize = TinyBert.Words.Length + Free }.Write(_directory.Path);
        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how").ShouldBe([2, 5, 3]);

        var whole = File.ReadAllText(_directory["vocab.txt"]);
        File.WriteAllText(_directory["vocab.txt"], whole[..^2]);

        ShouldRefuse("vocab.txt", $"is cut short: it ends amid a line, with {TinyBert.Words.Length} of the {TinyBert.Words.Length + Free} tokens");
    }

    [Fact]
    public void A_complete_vocabulary_need_not_end_its_last_line()
    {
        new TinyBert().Write(_directory.Path);
        File.WriteAllText(_directory["vocab.txt"], string.Join('\n', TinyBert.Words));

        ModelDirectory.Load(_directory.Path).Tokenizer.Encode("how").ShouldBe([2, 5, 3]);
    }

    [Theory]
    [InlineData("[UNK]")]
    [InlineData("[CLS]")]
    [InlineData("[SEP]")]
    public void A_vocabulary_that_lacks_a_special_token_is_refused(string token)
    {
        new TinyBert().Write(_directory.Path);
        File.WriteAllLines(_directory["vocab.txt"], TinyBert.Words.Where(word => word != token));
        ShouldRefuse("vocab.txt", $"has no token '{token}'");
    }

    [Fact]
    public void A_tokenizer_of_another_kind_is_refused()
    {
        new TinyBert().Write(_directory.Path);
        File.Delete(_directory["vocab.txt"]);
        TinyBert.WriteJson(_directory.Path, "tokenizer.json", TokenizerJson("BPE", lowercase: true));
        ShouldRefuse("tokenizer.json", "must be a WordPiece");
    }

    [Fact]
    public void Missing_and_misshapen_weights_are_named()
    {
        new TinyBert { Spelling = name => name.Replace("layer.1.output.dense", "layer.1.out", StringComparison.Ordinal) }.Write(_directory.Path);
        ShouldRefuse("model.safetensors", "tensor 'encoder.layer.1.output.dense.weight' is missing");
        new TinyBert().Write(_directory.Path);
        var config = new TinyBert().Config();
        config["intermediate_size"] = TinyBert.Intermediate + 1;
        TinyBert.WriteJson(_directory.Path, "config.json", config);
        ShouldRefuse("model.safetensors", string.Create(CultureInfo.InvariantCulture,
            $"'encoder.layer.0.intermediate.dense.weight' has shape [{TinyBert.Intermediate}, {TinyBert.Hidden}], config.json needs [{TinyBert.Intermediate + 1}, {TinyBert.Hidden}]"));
    }

    [Fact]
    public void A_path_that_is_no_directory_is_refused() =>
        Should.Throw<InvalidModelException>(() => ModelDirectory.Load(_directory["nowhere"])).Message.ShouldContain("is no directory");

    private static object TokenizerJson(string type, bool lowercase, bool special = true) => new
    {
        normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, lowercase },
        pre_tokenizer = new { type = "BertPreTokenizer" },
        post_processor = new { type = "TemplateProcessing" },
        added_tokens = new[] { new { content = "[CLS]", special } },
        model = new { type, vocab = TinyBert.Words.Select((word, id) => (word, id)).ToDictionary(entry => entry.word, entry => entry.id) },
    };

    private void ShouldRefuse(string file, string message)
    {
        var exception = Should.Throw<InvalidModelException>(() => ModelDirectory.Load(_directory.Path));
        exception.Message.ShouldStartWith($"{_directory[file]}: ");
        exception.Message.LastIndexOf($"{_directory[file]}: ", StringComparison.Ordinal).ShouldBe(0, "the file is named once");
        exception.Message.ShouldContain(message);
    }
}
